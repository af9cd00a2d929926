-- The announcements that cover a round, the narrowest first, with what the data hold of them.
SELECT r.*, a.name, a.source_id, a.as_of_date, a.applications_received, s.title, s.publisher, s.url,
       (SELECT count(*) FROM announcement_rounds WHERE announcement_id = r.announcement_id) AS round_count
FROM reconciliation r
JOIN announcements a USING (announcement_id)
LEFT JOIN sources s USING (source_id)
WHERE a.scope_round_ids IS NOT NULL
  AND r.announcement_id IN (SELECT announcement_id FROM announcement_rounds WHERE round_id = getvariable('asked').id)
ORDER BY round_count, r.announcement_id;
