-- One row per round, in order of award, with its programme, type and what is printed of its call.
SELECT
    r.*,
    p.name AS programme_name,
    p.contact_email,
    p.website AS programme_website,
    t.title AS grant_type,
    coalesce(a.name, r.name) AS call_name
FROM rounds r
JOIN programmes p USING (programme_id)
LEFT JOIN grant_types t ON t.code = r.grant_type_code
LEFT JOIN announcements a ON a.announcement_id = r.call_id
ORDER BY r.is_holder, r.date_from NULLS LAST, r.date_to, r.name, r.round_id;
