-- One row per announcement, in the order of its identifier, with its scope, source and what it says of itself.
SELECT
    r.*,
    a.name,
    a.programme_id,
    a.scope_round_ids,
    a.scope_countries,
    a.period_start,
    a.period_end,
    a.amount AS given_amount,
    a.applications_received,
    a.as_of_date,
    a.source_id,
    a.note,
    s.publisher,
    s.title AS source_title,
    s.url
FROM reconciliation r
JOIN announcements a USING (announcement_id)
LEFT JOIN sources s USING (source_id)
ORDER BY r.announcement_id;
