-- One row per value of a dimension and line currency, ordered by value, buckets last. The amounts are in `currency`,
-- which is null where nothing is known of money. Counts: shares of grants add up, distinct grants and awardees do not.
-- Over: awards
SELECT
    {dimension} AS value_id,
    CASE WHEN count(shown_amount) > 0 THEN line_currency END AS currency,
    sum(shown_amount) FILTER (kind = 'grant') AS amount_disclosed,
    sum(shown_amount) FILTER (kind = 'remainder') AS amount_not_broken_down,
    sum(shown_amount) AS amount,
    sum(grant_share) AS grant_count,
    CAST(sum(grants) AS BIGINT) AS distinct_grant_count,
    count(DISTINCT organization) FILTER (kind = 'grant' AND NOT is_withheld) AS awardee_count,
    CAST(coalesce(sum(grants) FILTER (shown_amount IS NOT NULL), 0) AS BIGINT) AS disclosed_grant_count,
    coalesce(sum(grant_share) FILTER (kind = 'remainder'), 0) AS unnamed_count
FROM selected
GROUP BY {dimension}, line_currency
ORDER BY list_contains(getvariable('asked').buckets, value_id), value_id, line_currency NULLS LAST;
