-- One row per call that occurs in the ledger, in order of award: what is known of it as a whole. Undated calls come
-- after dated ones, holders (which stand for what the sources leave open) last.
SELECT
    r.call_id,
    coalesce(any_value(a.name), any_value(r.name)) AS name,
    any_value(r.programme_id) AS programme_id,
    array_to_string(list(r.round_id ORDER BY r.date_to NULLS LAST, r.name, r.round_id), ';') AS round_ids,
    count(*) AS round_count,
    CASE WHEN count(*) = count(r.date_from) THEN min(r.date_from) END AS date_from,
    CASE WHEN count(*) = count(r.date_to) THEN max(r.date_to) END AS date_to,
    min(r.call_open_date) AS call_open_date,
    max(r.call_close_date) AS call_close_date,
    bool_and(r.is_holder) AND count(a.announcement_id) = 0 AS is_holder,
    any_value(a.announcement_id) AS announcement_id,
    any_value(a.grant_count) AS stated_count,
    coalesce(any_value(a.source_id), any_value(r.source_id)) AS source_id,
    any_value(a.note) AS note
FROM rounds r
LEFT JOIN announcements a ON a.announcement_id = r.call_id
GROUP BY r.call_id
ORDER BY is_holder, date_from NULLS LAST, date_to, name, r.call_id;
