-- Organizations in another country than in the data which are published now.
SELECT 'organizations' AS resource, o.row, 'country' AS field, o.country AS value, b.country AS detail
FROM typed_organizations o
JOIN base_organizations b USING (organization_id)
WHERE o.country <> b.country
ORDER BY o.row;
