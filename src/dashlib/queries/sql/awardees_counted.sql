-- One row per value of a dimension: the named awardees of its grants, and those of whom an amount is published.
-- Over: awards
SELECT value_id, count(*) AS awardee_count, count(*) FILTER (has_amount) AS published_awardee_count
FROM (SELECT {dimension} AS value_id, organization, bool_or(amount IS NOT NULL) AS has_amount
      FROM selected
      WHERE kind = 'grant' AND NOT is_withheld
      GROUP BY {dimension}, organization)
GROUP BY value_id;
