-- One row per awardee of the selected grants, by name.
SELECT o.*, s.grant_count
FROM (SELECT organization, count(DISTINCT grant_id) AS grant_count FROM selected WHERE kind = 'grant' GROUP BY organization) s
JOIN organizations o ON o.organization_id = s.organization
ORDER BY o.name, o.organization_id;
