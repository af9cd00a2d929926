-- The grants in which an organization is a partner, newest first, with their awardees.
SELECT g.grant_id, g.title, g.recipient_org_id, r.name AS round_name, g.source_id
FROM grants g
JOIN rounds r USING (round_id)
WHERE list_contains(string_split(g.partner_org_ids, ';'), getvariable('asked').id)
ORDER BY g.date_to DESC NULLS LAST, g.grant_id;
