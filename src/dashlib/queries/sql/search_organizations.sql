-- One row per organization that is not a person, those with most grants first, then by name: its names and seat, and the
-- texts of its grants.
WITH own AS (
    SELECT
        recipient_org_id AS organization_id,
        count(*) AS grants,
        list(title ORDER BY date_from DESC NULLS LAST, grant_id) FILTER (title IS NOT NULL) AS titles,
        list(description ORDER BY date_from DESC NULLS LAST, grant_id) FILTER (description IS NOT NULL) AS descriptions,
        string_agg(keywords, ';' ORDER BY grant_id) AS keywords,
        string_agg(municipality, ';' ORDER BY grant_id) AS municipalities
    FROM grants
    WHERE recipient_org_id IS NOT NULL
    GROUP BY ALL
)
SELECT o.organization_id AS id, o.name, o.name_local, o.aka, o.country AS seat, o.municipality, o.website, own.* EXCLUDE (organization_id)
FROM organizations o
LEFT JOIN own USING (organization_id)
WHERE o.is_individual IS DISTINCT FROM true
ORDER BY own.grants DESC NULLS LAST, o.name, o.organization_id;
