-- A published text that holds a withheld name in any spelling that the tables know, or its identifier.
WITH found AS (
    SELECT DISTINCT value
    FROM (SELECT value, ' ' || folded(value) || ' ' AS text FROM (SELECT DISTINCT value FROM published_cells))
    JOIN withheld_spellings ON contains(text, spelling)
)
SELECT resource, row, field, NULL AS value
FROM published_cells
SEMI JOIN found USING (value);
