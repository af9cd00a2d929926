-- Grants whose identifier meant another awardee or another round before; an awardee that was renamed is the same.
SELECT 'grants' AS resource, g.row, 'recipient_org_id' AS field, g.recipient_org_id AS value, b.recipient_org_id AS detail
FROM typed_grants g
JOIN base_grants b USING (grant_id)
LEFT JOIN typed_organizations o ON o.organization_id = g.recipient_org_id
WHERE g.recipient_org_id <> b.recipient_org_id AND NOT coalesce(list_contains(string_split(o.former_ids, ';'), b.recipient_org_id), false)
UNION ALL
SELECT 'grants', g.row, 'round_id', g.round_id, b.round_id
FROM typed_grants g
JOIN base_grants b USING (grant_id)
WHERE g.round_id <> b.round_id
ORDER BY row, field;
