-- Members of cells that point to a row which is not there.
WITH cells AS (
    SELECT row, field, value
    FROM (FROM query_table(getvariable('given'))) UNPIVOT (value FOR field IN (COLUMNS(* EXCLUDE (row))))
),
members AS (
    SELECT c.row, f.field, f.references_resource, trim(unnest(CASE WHEN f.is_list THEN string_split(c.value, ';') ELSE [c.value] END)) AS value
    FROM cells c
    JOIN fields f USING (field)
    WHERE f.resource = getvariable('resource') AND f.references_resource IS NOT NULL
)
SELECT 'reference-unknown' AS rule, m.row, m.field, m.value, m.references_resource AS detail
FROM members m
ANTI JOIN known_keys k ON k.resource = m.references_resource AND k.value = m.value
WHERE m.value <> ''
ORDER BY m.row, m.field, m.value;
