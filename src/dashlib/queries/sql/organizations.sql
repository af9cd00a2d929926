-- One row per awardee of the selected grants, by name.
-- Over: awards
SELECT o.*, s.grant_count
FROM (SELECT organization, CAST(sum(grants) AS BIGINT) AS grant_count FROM selected WHERE kind = 'grant' GROUP BY organization) s
JOIN organizations o ON o.organization_id = s.organization
ORDER BY o.name, o.organization_id;
