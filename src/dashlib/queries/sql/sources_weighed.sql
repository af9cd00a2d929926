-- One row per source, those on which most rests first, with how many rows of each table rest on it: `rests` is a list
-- of table and row count, the largest first, empty for sources that are only named in notes.
WITH named AS (
    SELECT 'grants' AS resource, source_id FROM grants
    UNION ALL SELECT 'announcements', source_id FROM announcements
    UNION ALL SELECT 'rounds', source_id FROM rounds
    UNION ALL SELECT 'organizations', source_id FROM organizations
    UNION ALL SELECT 'events', source_id FROM events
    UNION ALL SELECT 'event_speakers', source_id FROM event_speakers
    UNION ALL SELECT 'areas', source_id FROM areas
    UNION ALL SELECT 'programmes', source_id FROM programmes
    UNION ALL SELECT 'exchange_rates', source_id FROM exchange_rates
    UNION ALL SELECT 'grant_types', source_id FROM grant_types WHERE source_id IS NOT NULL
),
counted AS (
    SELECT source_id, resource, count(*) AS row_count FROM named GROUP BY ALL
)
SELECT
    s.*,
    coalesce(sum(c.row_count), 0) AS row_count,
    coalesce(list({'table': c.resource, 'row_count': c.row_count} ORDER BY c.row_count DESC, c.resource)
                 FILTER (c.resource IS NOT NULL), []) AS rests
FROM sources s
LEFT JOIN counted c USING (source_id)
GROUP BY ALL
ORDER BY row_count DESC, s.source_id;
