-- Grants whose identifier meant another awardee or another round before; an awardee that was renamed is the same.
-- Awardees of withheld grants are not named.
WITH pairs AS (
    SELECT g.row, g.recipient_org_id, g.round_id, b.recipient_org_id AS before_org_id, b.round_id AS before_round_id,
           g.withheld IS NULL AND b.withheld IS NULL AS is_public
    FROM typed_grants g
    JOIN base_grants b USING (grant_id)
    WHERE g.recipient_org_id <> b.recipient_org_id OR g.round_id <> b.round_id
)
SELECT 'grants' AS resource, p.row, 'recipient_org_id' AS field, CASE WHEN is_public THEN recipient_org_id END AS value,
       CASE WHEN is_public THEN before_org_id ELSE 'another' END AS detail
FROM pairs p
WHERE recipient_org_id <> before_org_id
  AND NOT EXISTS (FROM typed_organizations o
                  WHERE o.organization_id = p.recipient_org_id AND list_contains(string_split(o.former_ids, ';'), p.before_org_id))
UNION ALL
SELECT 'grants', row, 'round_id', round_id, before_round_id
FROM pairs
WHERE round_id <> before_round_id
ORDER BY row, field;
