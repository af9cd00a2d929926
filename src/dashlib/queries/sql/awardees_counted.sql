-- One row per value of a dimension: the named awardees of its grants, and those of whom an amount is published.
-- Over: awards
SELECT
    {dimension} AS value_id,
    count(DISTINCT organization) AS awardee_count,
    count(DISTINCT organization) FILTER (amount IS NOT NULL) AS published_awardee_count
FROM selected
WHERE kind = 'grant' AND NOT is_withheld
GROUP BY {dimension};
