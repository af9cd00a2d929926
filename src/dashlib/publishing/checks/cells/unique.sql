-- Rows whose key stands in an earlier row.
WITH cells AS (
    SELECT row, field, value
    FROM (FROM query_table(getvariable('given'))) UNPIVOT (value FOR field IN (COLUMNS(* EXCLUDE (row))))
),
keys AS (
    SELECT row, string_agg(value, ' ' ORDER BY f.key_position) AS key, first(field ORDER BY f.key_position) AS field, count(*) AS parts
    FROM cells
    JOIN fields f USING (field)
    WHERE f.resource = getvariable('resource') AND f.key_position IS NOT NULL
    GROUP BY row
)
SELECT 'key-duplicate' AS rule, row, field, key AS value, first_row::VARCHAR AS detail
FROM (SELECT *, min(row) OVER (PARTITION BY key) AS first_row FROM keys
      WHERE parts = (SELECT max(key_position) FROM fields WHERE resource = getvariable('resource')))
WHERE row > first_row
ORDER BY row;
