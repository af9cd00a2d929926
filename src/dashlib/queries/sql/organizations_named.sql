-- The organizations of a list of identifiers, former ones included, by name.
SELECT *
FROM organizations
WHERE list_contains(getvariable('asked').ids, organization_id)
   OR coalesce(list_has_any(getvariable('asked').ids, string_split(former_ids, ';')), false)
ORDER BY name, organization_id;
