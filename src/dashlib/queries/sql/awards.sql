-- One row per value of a dimension, value of a second one and selected grant, and per values and remainder with unnamed
-- awards: what a square is. `award_count` is the number of squares. Ordered by values, then by what is known.
-- Over: awards
SELECT
    s.value_id,
    s.across_id,
    s.grant_id,
    s.announcement_id,
    CASE WHEN s.grant_id IS NULL THEN 'announced'
         WHEN g.withheld IS NOT NULL THEN 'withheld'
         WHEN g.amount_awarded IS NOT NULL THEN 'published'
         ELSE 'named' END AS state,
    CASE WHEN s.grant_id IS NULL THEN s.unnamed ELSE 1 END AS award_count,
    g.recipient_org_id,
    g.withheld,
    a.name AS announcement_name,
    g.amount_awarded,
    g.currency,
    g.title
FROM (SELECT {dimension} AS value_id, {across} AS across_id, grant_id, announcement_id, sum(grant_share) AS unnamed
      FROM selected
      GROUP BY ALL) s
LEFT JOIN grants g USING (grant_id)
LEFT JOIN announcements a USING (announcement_id)
WHERE s.grant_id IS NOT NULL OR s.unnamed > 0
ORDER BY s.value_id, s.across_id, list_position(['published', 'withheld', 'named', 'announced'], state), s.grant_id, s.announcement_id;
