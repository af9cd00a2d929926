-- One row per selected grant and partner in it: who leads, who takes part, by name of the partner.
-- Over: awards
SELECT
    g.grant_id,
    g.title,
    g.source_id,
    l.organization_id AS lead_id,
    l.name AS lead_name,
    p.organization_id AS partner_id,
    p.name AS partner_name,
    p.country AS partner_country
FROM (SELECT DISTINCT grant_id FROM selected WHERE kind = 'grant') s
JOIN grants g USING (grant_id)
JOIN organizations l ON l.organization_id = g.recipient_org_id
CROSS JOIN unnest(string_split(g.partner_org_ids, ';')) AS listed (partner_id)
JOIN organizations p ON p.organization_id = listed.partner_id
ORDER BY partner_name, partner_id, lead_name, g.grant_id;
