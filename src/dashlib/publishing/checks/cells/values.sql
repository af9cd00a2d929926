-- Cells that cannot be read: one row per member of a cell that does not fit its field; the first diagnosis that fits.
WITH cells AS (
    SELECT row, field, value
    FROM (FROM query_table(getvariable('given'))) UNPIVOT (value FOR field IN (COLUMNS(* EXCLUDE (row))))
),
members AS (
    SELECT c.row, f.field, f.kind, f.enum, trim(unnest(CASE WHEN f.is_list THEN string_split(c.value, ';') ELSE [c.value] END)) AS value
    FROM cells c
    JOIN fields f USING (field)
    WHERE f.resource = getvariable('resource')
),
judged AS (
    SELECT
        m.*,
        CASE
            WHEN len(m.enum) > 0 AND NOT list_contains(m.enum, m.value) THEN 'value-not-allowed'
            WHEN m.kind = 'text' AND regexp_matches(m.value, '[\w.+-]+@[\w-]+(\.[\w-]+)*\.[A-Za-z]{2,}') THEN 'email-in-text'
            WHEN m.kind IN ('country', 'countries') AND NOT list_contains((SELECT list(value) FROM codes WHERE kind = 'country'), m.value)
                THEN m.kind || '-unknown'
            WHEN m.kind = 'currency' AND NOT list_contains((SELECT list(value) FROM codes WHERE kind = 'currency'), m.value)
                THEN 'currency-unknown'
            WHEN k.pattern IS NOT NULL
                 AND (NOT regexp_full_match(m.value, k.pattern)
                      OR m.kind IN ('date', 'day') AND try_cast(m.value || repeat('-01', (10 - length(m.value)) // 3) AS DATE) IS NULL
                      OR m.kind IN ('id', 'ids') AND list_contains((SELECT list(value) FROM codes WHERE kind = 'bucket'), m.value))
                THEN (SELECT first(d.rule ORDER BY d.position) FROM diagnoses d
                      WHERE d.kind = m.kind AND regexp_full_match(m.value, d.pattern, 's'))
        END AS rule
    FROM members m
    LEFT JOIN kinds k USING (kind)
)
SELECT rule, row, field, value, array_to_string(enum, ', ') AS detail
FROM judged
WHERE rule IS NOT NULL
ORDER BY row, field, value;
