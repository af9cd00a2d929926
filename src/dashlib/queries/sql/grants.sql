-- One row per selected grant, newest first; `share` is the part of it that is selected (1: the whole grant),
-- `shown_amount` the whole amount in the display currency, or as awarded where it cannot be converted.
-- Over: awards
SELECT
    g.* EXCLUDE (search_text),
    o.name AS organization_name,
    r.name AS round_name,
    r.grant_type_code,
    r.call_id,
    s.share,
    t.title AS grant_type,
    w.shown_amount,
    w.shown_currency
FROM (SELECT grant_id, sum(grant_share) AS share FROM selected WHERE kind = 'grant' GROUP BY grant_id) s
JOIN grants g USING (grant_id)
JOIN rounds r USING (round_id)
JOIN (SELECT grant_id, sum(shown_amount) AS shown_amount, any_value(shown_currency) AS shown_currency
      FROM ledger
      WHERE kind = 'grant'
      GROUP BY grant_id) w USING (grant_id)
LEFT JOIN grant_types t ON t.code = r.grant_type_code
LEFT JOIN organizations o ON o.organization_id = g.recipient_org_id
ORDER BY g.date_from DESC NULLS LAST, g.date_to DESC, g.grant_id;
