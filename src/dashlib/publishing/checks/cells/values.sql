-- Cells that cannot be read: one row per member of a cell that does not fit its field; the first diagnosis that fits.
-- Control characters, marks of no width or of the direction of writing, and what stands for a lost letter.
WITH invisible AS (
    SELECT '[\x{00}-\x{08}\x{0b}\x{0c}\x{0e}-\x{1f}\x{7f}-\x{9f}\x{ad}\x{200b}\x{200e}\x{200f}\x{202a}-\x{202e}\x{2060}-\x{2069}\x{feff}\x{fffd}]' AS pattern
),
judged AS (
    SELECT
        *,
        CASE
            WHEN len(enum) > 0 AND NOT list_contains(enum, value) THEN 'value-not-allowed'
            WHEN regexp_matches(value, (SELECT pattern FROM invisible)) THEN 'character-invisible'
            WHEN kind <> 'email' AND regexp_matches(value, '[\pL\w.+-]+@[\pL\w-]+(\.[\pL\w-]+)*\.\pL{2,}') THEN 'email-in-text'
            WHEN kind IN ('country', 'countries', 'currency') AND (kind, value) NOT IN (SELECT (kind, value) FROM codes)
                THEN kind || '-unknown'
            WHEN NOT regexp_full_match(value, pattern)
                 OR kind IN ('date', 'day') AND try_cast(value || repeat('-01', (10 - length(value)) // 3) AS DATE) IS NULL
                 -- identifiers that the ledger makes itself
                 OR kind = 'id' AND references_resource IS NULL
                    AND (('bucket', value) IN (SELECT (kind, value) FROM codes) OR regexp_matches(value, '(-withheld-\d+|\.theme-not-stated)$'))
                THEN (SELECT first(d.rule ORDER BY d.position) FROM diagnoses d
                      WHERE d.kind = members.kind AND regexp_full_match(members.value, d.pattern, 's'))
            WHEN kind IN ('date', 'day') AND left(value, 4) NOT BETWEEN '1900' AND '2099' THEN 'date-far-off'
        END AS rule
    FROM members
)
SELECT rule, resource, row, field, value,
       CASE WHEN rule = 'character-invisible'
            THEN printf('U+%04X', unicode(regexp_extract(value, (SELECT pattern FROM invisible))))
            ELSE array_to_string(enum, ', ') END AS detail
FROM judged
WHERE rule IS NOT NULL AND value <> ''
ORDER BY row, field, value;
