-- Keys that look like the first of their kind in the table: in another case, or with letters and hyphens that look the same.
SELECT resource, row, field, value, first_value(value) OVER alike AS detail
FROM cells
WHERE key_position = 0 AND kind = 'id' AND references_resource IS NULL AND value IS NOT NULL
WINDOW alike AS (PARTITION BY resource, looks_like(value) ORDER BY row)
QUALIFY first_value(value) OVER alike <> value
ORDER BY row;
