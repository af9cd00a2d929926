-- What stands in *several countries* although it also works in a chosen country. One row per line currency: named grants
-- and unnamed awards that fit every other filter, and the amounts of both.
WITH rows AS (
    SELECT j.*, g.countries AS grant_countries
    FROM judged j
    LEFT JOIN grants g USING (grant_id)
    WHERE j.country = 'several-countries'
      AND j.misfits = ['country']
)
SELECT
    CASE WHEN count(shown_amount) > 0 THEN line_currency END AS currency,
    sum(shown_amount) AS amount,
    count(DISTINCT grant_id) AS grant_count,
    coalesce(sum(grant_share) FILTER (kind = 'remainder'), 0) AS unnamed_count
FROM rows
WHERE CASE WHEN kind = 'grant' THEN list_has_any(getvariable('asked').country, string_split(grant_countries, ';'))
           ELSE list_has_any(getvariable('asked').country,
                             (SELECT list(DISTINCT code)
                              FROM rounds r, unnest(string_split(r.countries, ';')) AS listed (code)
                              WHERE list_contains(string_split(rows.round_ids, ';'), r.round_id))) END
GROUP BY line_currency
ORDER BY line_currency;
