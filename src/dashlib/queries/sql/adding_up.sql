-- One row per dimension, country and line currency: what adds up over the values of the dimension. A row without a value
-- on a dimension is missing there.
-- Over: cube
SELECT
    dimension,
    within,
    CASE WHEN count(shown_amount) > 0 THEN line_currency END AS currency,
    sum(shown_amount) FILTER (kind = 'grant') AS amount_disclosed,
    sum(shown_amount) FILTER (kind = 'remainder') AS amount_not_broken_down,
    sum(grant_share) AS grant_count
FROM (SELECT *, country AS within FROM selected) UNPIVOT (value_id FOR dimension IN ({dimensions}))
GROUP BY dimension, within, line_currency
ORDER BY dimension, within, line_currency;
