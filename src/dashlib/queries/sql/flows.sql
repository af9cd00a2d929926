-- One row per way of the money from the funder to the country (to the area where `depth` is 'area'), by what is known and,
-- for money, by line currency. `award_count` counts whole grants and unnamed awards where a way ends in a country; where
-- it ends in an area it is their share, which adds up over areas.
SELECT
    funder,
    programme,
    grant_type,
    country,
    CASE WHEN getvariable('asked').depth = 'area' THEN area ELSE 'all' END AS area,
    CASE WHEN kind = 'remainder' THEN 'announced' WHEN organization = 'withheld' THEN 'withheld' ELSE 'named' END AS state,
    CASE WHEN shown_amount IS NOT NULL THEN line_currency END AS currency,
    sum(shown_amount) AS amount,
    CASE WHEN getvariable('asked').depth = 'area' THEN sum(grant_share)
         ELSE count(DISTINCT grant_id) + coalesce(sum(grant_share) FILTER (kind = 'remainder'), 0) END AS award_count
FROM selected
GROUP BY ALL
ORDER BY funder, programme, grant_type, country, area, state, currency NULLS LAST;
