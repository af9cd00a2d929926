-- Members of cells that point to a row which is not there; not if it is the other table that could not be read.
WITH cells AS (
    SELECT row, field, value
    FROM (FROM query_table(getvariable('given'))) UNPIVOT (value FOR field IN (COLUMNS(* EXCLUDE (row))))
),
members AS (
    SELECT c.row, f.field, f.references_resource, trim(unnest(CASE WHEN f.is_list THEN string_split(c.value, ';') ELSE [c.value] END)) AS value
    FROM cells c
    JOIN fields f USING (field)
    WHERE f.resource = getvariable('resource')
      AND f.references_resource IS NOT NULL
      AND f.references_resource NOT IN (
          SELECT m.resource FROM missing_columns m JOIN fields k USING (resource, field) WHERE k.key_position IS NOT NULL
      )
)
SELECT 'reference-unknown' AS rule, m.row, m.field, m.value, m.references_resource AS detail
FROM members m
ANTI JOIN known_keys k ON k.resource = m.references_resource AND k.value = m.value
WHERE regexp_full_match(m.value, (SELECT pattern FROM kinds WHERE kind = 'id'))
ORDER BY m.row, m.field, m.value;
