-- Rows whose key stands in an earlier row.
WITH keys AS (
    SELECT resource, row, string_agg(value, ' ' ORDER BY key_position) AS key, first(field ORDER BY key_position) AS field
    FROM cells
    WHERE key_position IS NOT NULL
    GROUP BY resource, row
    HAVING count(value) = count(*)
)
SELECT resource, row, field, key AS value, (min(row) OVER (PARTITION BY resource, key))::VARCHAR AS detail
FROM keys
QUALIFY row > min(row) OVER (PARTITION BY resource, key)
ORDER BY row;
