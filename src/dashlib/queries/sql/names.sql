-- One row per dimension and value that has a name of its own in the tables.
SELECT 'programme' AS dimension, programme_id AS value_id, name FROM programmes
UNION ALL
SELECT dimension, organization_id, name FROM organizations CROSS JOIN (VALUES ('organization'), ('funder')) d (dimension)
UNION ALL
SELECT 'call', announcement_id, name FROM announcements WHERE ledger_basis
UNION ALL
SELECT dimension, round_id, name FROM rounds CROSS JOIN (VALUES ('round'), ('call')) d (dimension)
UNION ALL
SELECT 'grant_type', code, title FROM grant_types
UNION ALL
SELECT 'type', code, title FROM event_types
UNION ALL
SELECT dimension, area_id, name FROM areas CROSS JOIN (VALUES ('area'), ('priority_area')) d (dimension)
ORDER BY dimension, value_id;
