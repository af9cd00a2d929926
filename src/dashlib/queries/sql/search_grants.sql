-- One row per grant, newest first: its texts, its awardee's and partners' names, and by what a search can be narrowed.
-- What is withheld is not there.
WITH partners AS (
    SELECT grant_id, string_agg(concat_ws(';', o.name, o.name_local, o.aka), ';' ORDER BY o.organization_id) AS partners
    FROM (SELECT grant_id, unnest(string_split(partner_org_ids, ';')) AS organization_id FROM grants) p
    JOIN organizations o USING (organization_id)
    GROUP BY ALL
),
-- In the ledger a grant differs from row to row by its areas alone.
found AS (
    SELECT grant_id, string_agg(concat_ws(chr(31), 'area=' || area, 'priority_area=' || priority_area), chr(31)) AS areas,
           any_value(concat_ws(chr(31), 'programme=' || programme, 'call=' || call, 'round=' || round, 'grant_type=' || grant_type,
                               'country=' || country, 'municipality=' || municipality, 'year=' || year)) AS facets
    FROM funding
    WHERE kind = 'grant'
    GROUP BY ALL
)
SELECT 'grant' AS kind, g.grant_id AS id, coalesce(g.title, o.name, r.name) AS name, coalesce(g.country, o.country) AS country, 0 AS grants,
       NULL::VARCHAR AS spellings,
       concat_ws(chr(31), 'country=' || g.country, 'municipality=' || replace(concat_ws(';', g.municipality, o.municipality), ';', chr(31) || 'municipality='),
                 f.facets, f.areas) AS facets,
       concat_ws(';', o.name, o.name_local, o.aka) AS awardee,
       concat(coalesce(g.country, o.country), chr(31), concat_ws(';', g.municipality, o.municipality)) AS place, f.areas AS area,
       g.keywords AS keyword, g.description, p.partners AS partner, r.name AS round, g.grant_id AS identifier
FROM grants g
JOIN rounds r USING (round_id)
LEFT JOIN organizations o ON o.organization_id = g.recipient_org_id
LEFT JOIN partners p USING (grant_id)
LEFT JOIN found f USING (grant_id)
ORDER BY g.date_from DESC NULLS LAST, g.grant_id;
