-- One row per country and line currency of the published ledger, not of what is derived from it: as in `adding_up.sql`.
SELECT
    country AS within,
    CASE WHEN amount IS NOT NULL THEN
        CASE WHEN converted IS NULL THEN currency ELSE coalesce(getvariable('asked').display_currency, currency) END END AS currency,
    sum(coalesce(converted, amount)) FILTER (kind = 'grant') AS amount_disclosed,
    sum(coalesce(converted, amount)) FILTER (kind = 'remainder') AS amount_not_broken_down,
    sum(grant_share) AS grant_count
FROM (SELECT *, {amount} AS converted FROM funding)
GROUP BY 1, 2
ORDER BY 1, 2;
