-- The organizations of a list of identifiers, by name; `is_awardee` says whether a published grant names them.
SELECT *, organization_id IN (SELECT recipient_org_id FROM grants WHERE recipient_org_id IS NOT NULL) AS is_awardee
FROM organizations
WHERE list_contains(getvariable('asked').ids, organization_id)
ORDER BY name, organization_id;
