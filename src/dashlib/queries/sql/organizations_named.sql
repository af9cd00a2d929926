-- The organizations of a list of identifiers, by name.
SELECT organization_id, name, name_local, country
FROM organizations
WHERE list_contains(getvariable('asked').ids, organization_id)
ORDER BY name, organization_id;
