-- One row per grant, newest first: its texts and its awardee's and partners' names. What is withheld is not there.
WITH partners AS (
    SELECT grant_id, string_agg(concat_ws(';', o.name, o.name_local, o.aka), ';' ORDER BY o.organization_id) AS partners
    FROM (SELECT grant_id, unnest(string_split(partner_org_ids, ';')) AS organization_id FROM grants) p
    JOIN organizations o USING (organization_id)
    GROUP BY ALL
)
SELECT g.grant_id AS id, g.title, g.description, g.keywords, g.municipality, g.country AS seat, r.name AS round_name,
       o.name AS awardee, o.name_local AS awardee_local, o.aka AS awardee_aka, o.country AS awardee_country,
       o.municipality AS awardee_municipality, p.partners
FROM grants g
JOIN rounds r USING (round_id)
LEFT JOIN organizations o ON o.organization_id = g.recipient_org_id
LEFT JOIN partners p USING (grant_id)
ORDER BY g.date_from DESC NULLS LAST, g.grant_id;
