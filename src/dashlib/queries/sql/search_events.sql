-- One row per public event, newest first: its texts, who organized it and spoke, and by what a search can be narrowed.
WITH organizers AS (
    SELECT event_id, string_agg(concat_ws(';', o.name, o.name_local, o.aka), ';' ORDER BY o.organization_id) AS organizers
    FROM (SELECT event_id, unnest(string_split(organizer_org_ids, ';')) AS organization_id FROM events) e
    JOIN organizations o USING (organization_id)
    GROUP BY ALL
),
heard AS (
    SELECT event_id, string_agg(concat_ws(';', name, name_local, organization), ';' ORDER BY speaker_order) AS speakers
    FROM event_speakers
    GROUP BY ALL
)
SELECT 'event' AS kind, e.event_id AS id, e.name, e.country, 0 AS grants, e.name_local AS spellings,
       concat_ws(chr(31), 'country=' || e.country, 'municipality=' || e.city, 'programme=' || e.programme_id, 'round=' || replace(e.round_ids, ';', chr(31) || 'round='),
                 CASE WHEN year(e.date_from) = year(e.date_to) THEN 'year=' || year(e.date_from) END) AS facets,
       concat(e.country, chr(31), e.city) AS place, e.venue, t.title AS type, organizers.organizers AS organizer,
       heard.speakers AS speaker, e.description
FROM events e
LEFT JOIN event_types t ON t.code = e.event_type_code
LEFT JOIN organizers USING (event_id)
LEFT JOIN heard USING (event_id)
ORDER BY e.date_from DESC NULLS LAST, e.event_id;
