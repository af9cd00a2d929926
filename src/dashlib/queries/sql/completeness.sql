-- One row per value of a dimension: of its selected awards (named grants and unnamed ones), how many are known in each
-- respect. `unnamed` are those that are only announced; withheld ones are neither named nor unnamed.
-- Over: cube
SELECT
    value_id,
    sum(award_count) AS awards,
    coalesce(sum(award_count) FILTER (has_date), 0) AS with_date,
    coalesce(sum(award_count) FILTER (kind = 'grant' AND NOT is_withheld), 0) AS with_awardee,
    coalesce(sum(award_count) FILTER (has_area), 0) AS with_area,
    coalesce(sum(award_count) FILTER (has_title), 0) AS with_title,
    coalesce(sum(award_count) FILTER (kind = 'grant' AND amount IS NOT NULL), 0) AS with_amount,
    coalesce(sum(award_count) FILTER (kind = 'remainder'), 0) AS unnamed
FROM (SELECT *, {dimension} AS value_id, CASE kind WHEN 'grant' THEN CAST(grants AS DECIMAL(18, 6)) ELSE grant_share END AS award_count
      FROM selected)
GROUP BY value_id
ORDER BY value_id;
