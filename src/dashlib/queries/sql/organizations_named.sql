-- The organizations of a list of identifiers, former ones included, by name; `is_awardee` says whether a published grant
-- names them.
SELECT *, organization_id IN (SELECT recipient_org_id FROM grants WHERE recipient_org_id IS NOT NULL) AS is_awardee
FROM organizations
WHERE list_contains(getvariable('asked').ids, organization_id)
   OR coalesce(list_has_any(getvariable('asked').ids, string_split(former_ids, ';')), false)
ORDER BY name, organization_id;
