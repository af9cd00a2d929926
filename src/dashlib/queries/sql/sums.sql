-- One row per value of a dimension and line currency: as in `totals.sql`, but only what adds up.
SELECT
    value_id,
    CASE WHEN count(shown_amount) > 0 THEN line_currency END AS currency,
    sum(shown_amount) FILTER (kind = 'grant') AS amount_disclosed,
    sum(shown_amount) FILTER (kind = 'remainder') AS amount_not_broken_down,
    sum(shown_amount) AS amount,
    sum(grant_share) AS grant_count
FROM (SELECT COLUMNS(lambda c: c = getvariable('asked').dimension) AS value_id, * FROM selected)
GROUP BY value_id, line_currency
ORDER BY list_contains(getvariable('asked').buckets, value_id), value_id, line_currency NULLS LAST;
