-- One row per value of a dimension and line currency: amounts and numbers that add up over lines, and numbers of whole grants,
-- which add up over the lines of a value but not over values. Buckets come last.
-- Over: cube
SELECT
    {dimension} AS value_id,
    line_currency AS line,
    CASE WHEN count(shown_amount) > 0 THEN line_currency END AS currency,
    sum(shown_amount) FILTER (kind = 'grant') AS amount_disclosed,
    sum(shown_amount) FILTER (kind = 'remainder') AS amount_not_broken_down,
    sum(shown_amount) AS amount,
    sum(grant_share) AS grant_count,
    coalesce(sum(grant_share) FILTER (kind = 'grant' AND NOT is_withheld AND amount IS NOT NULL), 0) AS published_share,
    coalesce(sum(grant_share) FILTER (is_withheld), 0) AS withheld_share,
    CAST(sum(grants) AS BIGINT) AS distinct_grant_count,
    CAST(coalesce(sum(grants) FILTER (amount IS NOT NULL), 0) AS BIGINT) AS published_count,
    CAST(coalesce(sum(grants) FILTER (is_withheld), 0) AS BIGINT) AS withheld_count,
    coalesce(sum(grant_share) FILTER (kind = 'remainder'), 0) AS unnamed_count
FROM selected
GROUP BY {dimension}, line_currency
ORDER BY list_contains(getvariable('asked').buckets, value_id), value_id, line_currency NULLS LAST;
