-- One row per organization that is not a person, those with most grants first, then by name: its names and seat, the texts
-- of its grants, and by what a search can be narrowed.
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
),
found AS (
    SELECT organization AS organization_id, string_agg(DISTINCT country, ';' ORDER BY country) AS countries,
           string_agg(DISTINCT concat_ws(chr(31), 'area=' || area, 'priority_area=' || priority_area), chr(31)) AS areas,
           string_agg(DISTINCT concat_ws(chr(31), 'programme=' || programme, 'call=' || call, 'round=' || round, 'grant_type=' || grant_type,
                                         'country=' || country, 'municipality=' || municipality, 'year=' || year), chr(31)) AS facets
    FROM funding
    WHERE kind = 'grant'
    GROUP BY ALL
)
SELECT CASE WHEN own.grants > 0 THEN 'awardee' ELSE 'organization' END AS kind, o.organization_id AS id, o.name, o.country,
       coalesce(own.grants, 0) AS grants, concat_ws(';', o.name_local, o.aka) AS spellings,
       concat_ws(chr(31), 'country=' || o.country, 'municipality=' || replace(concat_ws(';', o.municipality, own.municipalities), ';', chr(31) || 'municipality='),
                 f.facets, f.areas) AS facets,
       concat(concat_ws(';', o.country, f.countries), chr(31), concat_ws(';', o.municipality, own.municipalities)) AS place, f.areas AS area,
       own.titles AS "title of a grant", own.keywords AS keyword, own.descriptions AS "description of a grant", o.website, o.organization_id AS identifier
FROM organizations o
LEFT JOIN own USING (organization_id)
LEFT JOIN found f USING (organization_id)
WHERE o.is_individual IS DISTINCT FROM true
ORDER BY own.grants DESC NULLS LAST, o.name, o.organization_id;
