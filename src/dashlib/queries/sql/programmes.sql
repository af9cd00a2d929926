-- One row per programme with its funder and the day on which its sources were last read.
SELECT p.*, o.name AS funder_name, (SELECT max(retrieved_date) FROM sources) AS data_of
FROM programmes p
LEFT JOIN organizations o ON o.organization_id = p.funder_org_id
ORDER BY p.name, p.programme_id;
