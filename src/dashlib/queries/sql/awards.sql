-- One row per value of a dimension, value of a second one and selected grant, and per values and remainder with unnamed
-- awards: what a square is. `award_count` is the number of squares. Ordered by values, then by what is known.
SELECT
    s.value_id,
    s.across_id,
    s.grant_id,
    s.announcement_id,
    CASE WHEN s.grant_id IS NULL THEN 'announced'
         WHEN s.withheld IS NOT NULL THEN 'withheld'
         WHEN s.amount_awarded IS NOT NULL THEN 'published'
         ELSE 'named' END AS state,
    CASE WHEN s.grant_id IS NULL THEN s.unnamed ELSE 1 END AS award_count,
    s.recipient_org_id,
    s.withheld,
    a.name AS announcement_name,
    s.amount_awarded,
    s.currency,
    s.title
FROM (
    SELECT l.value_id, l.across_id, l.grant_id, l.announcement_id, g.withheld, g.recipient_org_id, g.amount_awarded, g.currency, g.title,
           sum(l.grant_share) AS unnamed
    FROM (SELECT COLUMNS(lambda c: c = getvariable('asked').dimension) AS value_id,
                 COLUMNS(lambda c: c = getvariable('asked').across) AS across_id, * FROM selected) l
    LEFT JOIN grants g USING (grant_id)
    GROUP BY ALL
) s
LEFT JOIN announcements a USING (announcement_id)
WHERE s.grant_id IS NOT NULL OR s.unnamed > 0
ORDER BY s.value_id, s.across_id, list_position(['published', 'withheld', 'named', 'announced'], state), s.grant_id, s.announcement_id;
