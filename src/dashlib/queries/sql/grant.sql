-- One grant with everything that its page tells, by its identifier; no row if there is none.
SELECT
    g.* EXCLUDE (search_text),
    o.name AS organization_name,
    o.name_local AS organization_name_local,
    o.aka AS organization_aka,
    o.website,
    o.municipality AS seat,
    o.country AS seat_country,
    o.source_id AS organization_source_id,
    r.name AS round_name,
    r.call_id,
    r.source_id AS round_source_id,
    r.note AS round_note,
    p.name AS programme_name,
    p.contact_email,
    p.website AS programme_website,
    t.title AS grant_type,
    a.name AS call_name,
    a.source_id AS call_source_id
FROM grants g
JOIN rounds r USING (round_id)
JOIN programmes p USING (programme_id)
LEFT JOIN grant_types t ON t.code = r.grant_type_code
LEFT JOIN organizations o ON o.organization_id = g.recipient_org_id
LEFT JOIN announcements a ON a.announcement_id = r.call_id
WHERE g.grant_id = getvariable('asked').id;
