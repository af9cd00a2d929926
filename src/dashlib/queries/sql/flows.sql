-- One row per way of the money from the funder to the country (and on to the dimension `across`), by what is known and,
-- for money, by line currency. `award_count` counts whole grants and unnamed awards where a way ends in a country; where
-- it ends in an area it is their share, which adds up over areas.
-- Over: cube
SELECT
    funder,
    programme,
    grant_type,
    country,
    {dimension} AS area,
    CASE WHEN kind = 'remainder' THEN 'announced' WHEN is_withheld THEN 'withheld' ELSE 'named' END AS state,
    CASE WHEN shown_amount IS NOT NULL THEN line_currency END AS currency,
    sum(shown_amount) AS amount,
    CASE WHEN '{dimension}' = 'area' THEN sum(grant_share)
         ELSE CAST(sum(grants) AS DECIMAL(18, 6)) + coalesce(sum(grant_share) FILTER (kind = 'remainder'), 0) END AS award_count
FROM selected
GROUP BY ALL
ORDER BY funder, programme, grant_type, country, area, state, currency NULLS LAST;
