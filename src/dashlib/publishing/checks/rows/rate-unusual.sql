-- Own rates that are less than half or more than twice the nearest other rate of the currency, whatever its origin.
WITH nearest AS (
    SELECT r.row, r.rate,
           arg_min(s.units, (abs(s.rate_date - r.rate_date), s.rate_date)) / 1000000 AS other,
           arg_min(s.rate_date, (abs(s.rate_date - r.rate_date), s.rate_date)) AS other_date
    FROM typed_exchange_rates r
    JOIN rate_series s ON s.currency = r.currency AND s.rate_date <> r.rate_date
    WHERE r.rate > 0 AND s.origin <> 'euro'
    GROUP BY r.row, r.rate
)
SELECT 'exchange_rates' AS resource, row, 'rate' AS field, rtrim(rtrim(rate::VARCHAR, '0'), '.') AS value,
       printf('%.6g', other::DOUBLE) || ' on ' || other_date AS detail
FROM nearest
WHERE other > 0 AND (rate > 2 * other OR other > 2 * rate)
ORDER BY row;
