-- Rows whose key stands in an earlier row: the same row once more, or another one.
WITH keys AS (
    SELECT resource, row, string_agg(value, ' ' ORDER BY key_position) AS key, first(field ORDER BY key_position) AS field
    FROM cells
    WHERE key_position IS NOT NULL
    GROUP BY resource, row
    HAVING count(value) = count(*)
),
repeated AS (
    SELECT *, min(row) OVER (PARTITION BY resource, key) AS first_row
    FROM keys
    QUALIFY row > first_row
),
different AS (
    SELECT
        r.resource,
        r.row,
        string_agg(c.field, ', ' ORDER BY c.field) AS fields,
        string_agg(c.field || ': ' || coalesce(f.value, '–') || ' / ' || coalesce(c.value, '–'), '; ' ORDER BY c.field) AS cells
    FROM repeated r
    JOIN given_cells c ON c.resource = r.resource AND c.row = r.row
    JOIN given_cells f ON f.resource = r.resource AND f.row = r.first_row AND f.field = c.field
    WHERE c.value IS DISTINCT FROM f.value
    GROUP BY r.resource, r.row
)
SELECT
    CASE WHEN d.row IS NULL THEN 'row-copied' ELSE 'key-duplicate' END AS rule,
    r.resource,
    r.row,
    r.field,
    r.key AS value,
    concat('row ', f."@line",
           CASE WHEN f."@sheet" IS DISTINCT FROM p."@sheet" THEN ' of the sheet ' || f."@sheet" END,
           CASE WHEN f."@file" IS DISTINCT FROM p."@file" THEN ' of ' || f."@file" END,
           ' already' || CASE WHEN d.row IS NOT NULL THEN ', with another ' || d.fields ELSE '' END) AS detail,
    left(d.cells, 500) AS difference
FROM repeated r
JOIN places p ON p.resource = r.resource AND p.row = r.row
JOIN places f ON f.resource = r.resource AND f.row = r.first_row
LEFT JOIN different d ON d.resource = r.resource AND d.row = r.row
ORDER BY r.row;
