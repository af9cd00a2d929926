-- One row per announcement that states how many applied, with the number of grants stated or held for the same rounds.
SELECT
    a.announcement_id,
    array_to_string(list(s.round_id ORDER BY s.round_id), ';') AS round_ids,
    any_value(a.applications_received) AS applications,
    any_value(a.grant_count) AS stated_count,
    any_value(a.source_id) AS source_id
FROM announcements a
JOIN announcement_rounds s USING (announcement_id)
WHERE a.applications_received > 0
GROUP BY a.announcement_id
ORDER BY applications DESC, a.announcement_id;
