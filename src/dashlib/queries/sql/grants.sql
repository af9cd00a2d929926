-- One row per selected grant, newest first; `share` is the part of it that is selected (1: the whole grant).
SELECT
    g.* EXCLUDE (search_text),
    o.name AS organization_name,
    r.name AS round_name,
    r.grant_type_code,
    r.call_id,
    s.share
FROM (SELECT grant_id, sum(grant_share) AS share FROM selected WHERE kind = 'grant' GROUP BY grant_id) s
JOIN grants g USING (grant_id)
JOIN rounds r USING (round_id)
LEFT JOIN organizations o ON o.organization_id = g.recipient_org_id
ORDER BY g.date_to DESC NULLS LAST, g.grant_id;
