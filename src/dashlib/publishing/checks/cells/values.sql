-- Cells that cannot be read: one row per member of a cell that does not fit its field; the first diagnosis that fits.
WITH cells AS (
    SELECT row, field, value
    FROM (FROM query_table(getvariable('given'))) UNPIVOT (value FOR field IN (COLUMNS(* EXCLUDE (row))))
),
members AS (
    SELECT c.row, f.field, f.kind, f.enum, f.references_resource, trim(unnest(CASE WHEN f.is_list THEN string_split(c.value, ';') ELSE [c.value] END)) AS value
    FROM cells c
    JOIN fields f USING (field)
    WHERE f.resource = getvariable('resource')
),
-- Control characters, marks of no width or of the direction of writing, and what stands for a lost letter.
invisible AS (
    SELECT '[\x{00}-\x{08}\x{0b}\x{0c}\x{0e}-\x{1f}\x{7f}-\x{9f}\x{ad}\x{200b}\x{200e}\x{200f}\x{202a}-\x{202e}\x{2060}-\x{2069}\x{feff}\x{fffd}]' AS pattern
),
judged AS (
    SELECT
        m.*,
        CASE
            WHEN len(m.enum) > 0 AND NOT list_contains(m.enum, m.value) THEN 'value-not-allowed'
            WHEN regexp_matches(m.value, (SELECT pattern FROM invisible)) THEN 'character-invisible'
            WHEN m.kind <> 'email' AND regexp_matches(m.value, '[\pL\w.+-]+@[\pL\w-]+(\.[\pL\w-]+)*\.\pL{2,}') THEN 'email-in-text'
            WHEN m.kind IN ('country', 'countries') AND NOT list_contains((SELECT list(value) FROM codes WHERE kind = 'country'), m.value)
                THEN m.kind || '-unknown'
            WHEN m.kind = 'currency' AND NOT list_contains((SELECT list(value) FROM codes WHERE kind = 'currency'), m.value)
                THEN 'currency-unknown'
            WHEN k.pattern IS NOT NULL
                 AND (NOT regexp_full_match(m.value, k.pattern)
                      OR m.kind IN ('date', 'day') AND try_cast(m.value || repeat('-01', (10 - length(m.value)) // 3) AS DATE) IS NULL
                      -- identifiers that the ledger makes itself
                      OR m.kind = 'id' AND m.references_resource IS NULL
                         AND (list_contains((SELECT list(value) FROM codes WHERE kind = 'bucket'), m.value)
                              OR regexp_matches(m.value, '(-withheld-\d+|\.theme-not-stated)$')))
                THEN (SELECT first(d.rule ORDER BY d.position) FROM diagnoses d
                      WHERE d.kind = m.kind AND regexp_full_match(m.value, d.pattern, 's'))
            WHEN m.kind IN ('date', 'day') AND left(m.value, 4) NOT BETWEEN '1900' AND '2099' THEN 'date-far-off'
        END AS rule
    FROM members m
    LEFT JOIN kinds k USING (kind)
)
SELECT rule, row, field, value,
       CASE WHEN rule = 'character-invisible'
            THEN printf('U+%04X', unicode(regexp_extract(value, (SELECT pattern FROM invisible))))
            ELSE array_to_string(enum, ', ') END AS detail
FROM judged
WHERE rule IS NOT NULL AND value <> ''
ORDER BY row, field, value;
