-- One row per value of a dimension, value of a second one and state: how many awards, by what is known of them.
-- Over: cube
SELECT value_id, across_id, state, sum(award_count) AS award_count
FROM (SELECT {dimension} AS value_id,
             {across} AS across_id,
             CASE WHEN kind = 'remainder' THEN 'announced'
                  WHEN is_withheld THEN 'withheld'
                  WHEN amount IS NOT NULL THEN 'published'
                  ELSE 'named' END AS state,
             CASE kind WHEN 'remainder' THEN grant_share ELSE CAST(grants AS DECIMAL(18, 6)) END AS award_count
      FROM selected)
GROUP BY value_id, across_id, state
HAVING sum(award_count) > 0
ORDER BY value_id, across_id, list_position(['published', 'withheld', 'named', 'announced'], state);
