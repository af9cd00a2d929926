-- Members that a cell names twice: a round would be counted twice, a country would look like several.
WITH cells AS (
    SELECT row, field, value
    FROM (FROM query_table(getvariable('given'))) UNPIVOT (value FOR field IN (COLUMNS(* EXCLUDE (row))))
),
members AS (
    SELECT c.row, f.field, trim(unnest(string_split(c.value, ';'))) AS value
    FROM cells c
    JOIN fields f USING (field)
    WHERE f.resource = getvariable('resource') AND f.is_list AND f.kind <> 'shares'
)
SELECT 'member-repeated' AS rule, row, field, value, NULL AS detail
FROM members
WHERE value <> ''
GROUP BY row, field, value
HAVING count(*) > 1
ORDER BY row, field, value;
