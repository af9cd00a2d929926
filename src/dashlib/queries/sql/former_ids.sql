-- One row per former identifier of an organization with its present one, by the former.
SELECT unnest(string_split(former_ids, ';')) AS former_id, organization_id
FROM organizations
ORDER BY former_id;
