-- What the checks read, beside the tables as they were given (given_…) and typed (typed_…).

-- One row per cell, with what the registry says of its field.
CREATE VIEW cells AS
FROM given_cells
JOIN fields USING (resource, field);

-- One row per member of a cell that is not empty; a cell without a list has one member.
CREATE VIEW members AS
SELECT * REPLACE (trim(unnest(CASE WHEN is_list THEN string_split(value, ';') ELSE [value] END)) AS value)
FROM cells
WHERE value IS NOT NULL;
