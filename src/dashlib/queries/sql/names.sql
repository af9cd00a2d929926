-- One row per dimension and value that has a name of its own in the tables, organizations with their seat; by dimension
-- and identifier.
SELECT 'programme' AS dimension, programme_id AS value_id, name FROM programmes
UNION ALL BY NAME
SELECT dimension, organization_id AS value_id, name, country, municipality
FROM organizations CROSS JOIN (VALUES ('organization'), ('funder')) d (dimension)
UNION ALL BY NAME
SELECT 'call' AS dimension, announcement_id AS value_id, name FROM announcements WHERE ledger_basis
UNION ALL BY NAME
SELECT dimension, round_id AS value_id, name FROM rounds CROSS JOIN (VALUES ('round'), ('call')) d (dimension)
UNION ALL BY NAME
SELECT 'grant_type' AS dimension, code AS value_id, title AS name FROM grant_types
UNION ALL BY NAME
SELECT 'type' AS dimension, code AS value_id, title AS name FROM event_types
UNION ALL BY NAME
SELECT dimension, area_id AS value_id, name FROM areas CROSS JOIN (VALUES ('area'), ('priority_area')) d (dimension)
ORDER BY dimension, value_id;
