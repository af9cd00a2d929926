-- A former identifier that is in use, or that another organization claims as well: an old link could lead to both.
WITH former AS (
    SELECT row, organization_id, unnest(string_split(former_ids, ';')) AS value
    FROM typed_organizations
),
claimed AS (
    SELECT organization_id, organization_id AS value FROM typed_organizations
    UNION ALL
    SELECT organization_id, value FROM former
)
SELECT 'organizations' AS resource, f.row, 'former_ids' AS field, value, string_agg(DISTINCT c.organization_id, ', ') AS detail
FROM former f
JOIN claimed c USING (value)
WHERE c.organization_id <> f.organization_id OR value = f.organization_id
GROUP BY f.row, value;
