-- One row per named awardee of the selected grants, by identifier: its name.
-- Over: awards
SELECT organization_id, name
FROM organizations
WHERE organization_id IN (SELECT organization FROM selected WHERE kind = 'grant')
ORDER BY organization_id;
