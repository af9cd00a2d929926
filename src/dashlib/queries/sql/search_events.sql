-- One row per public event, newest first: its texts, who organized it and spoke, and the codes by which a search can be
-- narrowed.
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
SELECT e.event_id AS id, e.name, e.name_local, e.description, e.country AS seat, e.city, e.venue, t.title AS event_type,
       organizers.organizers, heard.speakers, [e.country] AS country, [e.programme_id] AS programme, string_split(e.round_ids, ';') AS round,
       [CASE WHEN year(e.date_from) = year(e.date_to) THEN year(e.date_from)::VARCHAR END] AS year
FROM events e
LEFT JOIN event_types t ON t.code = e.event_type_code
LEFT JOIN organizers USING (event_id)
LEFT JOIN heard USING (event_id)
ORDER BY e.date_from DESC NULLS LAST, e.event_id;
