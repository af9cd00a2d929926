-- Cells that cannot be read: one row per member of a cell that does not fit its field; the first diagnosis that fits.
-- Patterns stand in variables: one that comes from a column is compiled anew for every cell.
WITH judged AS (
    SELECT
        *,
        CASE
            WHEN len(enum) > 0 AND NOT list_contains(enum, value) THEN 'value-not-allowed'
            WHEN regexp_matches(value, getvariable('invisible')) THEN 'character-invisible'
            WHEN kind <> 'email' AND contains(value, '@') AND regexp_matches(value, '[\pL\w.+-]+@[\pL\w-]+(\.[\pL\w-]+)*\.\pL{2,}')
                THEN 'email-in-text'
            WHEN kind IN ('country', 'countries', 'currency') AND NOT list_contains(getvariable('codes')[kind], value)
                THEN kind || '-unknown'
            WHEN CASE kind
                     WHEN 'id' THEN NOT regexp_full_match(value, getvariable('pattern_id'))
                     WHEN 'ids' THEN NOT regexp_full_match(value, getvariable('pattern_ids'))
                     WHEN 'money' THEN NOT regexp_full_match(value, getvariable('pattern_money'))
                     WHEN 'date' THEN NOT regexp_full_match(value, getvariable('pattern_date'))
                     WHEN 'text' THEN false
                     ELSE NOT regexp_full_match(value, pattern)
                 END
                 OR kind IN ('date', 'day') AND try_cast(value || repeat('-01', (10 - length(value)) // 3) AS DATE) IS NULL
                 -- identifiers that the ledger makes itself
                 OR kind = 'id' AND references_resource IS NULL
                    AND (list_contains(getvariable('codes')['bucket'], value) OR regexp_matches(value, '(-withheld-\d+|\.theme-not-stated)$'))
                THEN 'unreadable'
            WHEN kind IN ('date', 'day') AND left(value, 4) NOT BETWEEN '1900' AND '2099' THEN 'date-far-off'
        END AS verdict
    FROM members
    WHERE value <> ''
),
found AS (
    SELECT * FROM judged WHERE verdict IS NOT NULL
),
diagnosed AS (
    SELECT kind, value, first(d.rule ORDER BY d.position) AS rule
    FROM (SELECT DISTINCT kind, value FROM found WHERE verdict = 'unreadable') f
    JOIN diagnoses d USING (kind)
    WHERE regexp_full_match(f.value, d.pattern, 's')
    GROUP BY kind, value
)
SELECT coalesce(d.rule, f.verdict) AS rule, f.resource, f.row, f.field, f.value,
       CASE WHEN verdict = 'character-invisible'
            THEN printf('U+%04X', unicode(regexp_extract(f.value, getvariable('invisible'))))
            ELSE array_to_string(enum, ', ') END AS detail
FROM found f
LEFT JOIN diagnosed d ON f.verdict = 'unreadable' AND d.kind = f.kind AND d.value = f.value
ORDER BY f.row, f.field, f.value;
