-- Amounts ten or more times above or below the usual one of their round and currency, if that has at least five amounts,
-- else of their grant type. The usual amount is the median.
WITH amounts AS (
    SELECT g.row, g.round_id, r.grant_type_code, g.currency, g.amount_awarded AS amount
    FROM typed_grants g
    JOIN typed_rounds r USING (round_id)
    WHERE g.amount_awarded > 0 AND g.currency IS NOT NULL
),
of_round AS (
    SELECT round_id, currency, quantile_disc(amount, 0.5) AS usual
    FROM amounts
    GROUP BY ALL
    HAVING count(*) >= 5
),
of_type AS (
    SELECT grant_type_code, currency, quantile_disc(amount, 0.5) AS usual
    FROM amounts
    GROUP BY ALL
    HAVING count(*) >= 5
),
judged AS (
    SELECT a.*, coalesce(r.usual, t.usual) AS usual, CASE WHEN r.usual IS NULL THEN 'grant type' ELSE 'round' END AS among
    FROM amounts a
    LEFT JOIN of_round r USING (round_id, currency)
    LEFT JOIN of_type t USING (grant_type_code, currency)
)
SELECT 'grants' AS resource, row, 'amount_awarded' AS field, amount::VARCHAR AS value,
       currency || ' ' || usual || ' in this ' || among AS detail,
       CASE WHEN amount > usual THEN round(amount / usual)::BIGINT || ' times as much'
            ELSE round(usual / amount)::BIGINT || ' times less' END AS difference
FROM judged
WHERE amount >= 10 * usual OR 10 * amount <= usual
ORDER BY row;
