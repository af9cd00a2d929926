-- Which exchange rate serves an award: units of a currency for one euro, in millionths.

-- One row per currency and day. Own rates replace or add single days where the European Central Bank quotes a
-- currency (ecb_rates), and are the whole series where it does not.
CREATE TABLE rate_series AS
SELECT
    currency,
    rate_date,
    CAST(CAST(rate AS DECIMAL(38, 6)) * 1000000 AS HUGEINT) AS units,
    'own' AS origin,
    source_id,
    currency IN (SELECT currency FROM ecb_rates) AS is_quoted
FROM exchange_rates
UNION ALL
SELECT currency, rate_date, CAST(CAST(rate AS DECIMAL(38, 6)) * 1000000 AS HUGEINT), 'ecb', NULL, true
FROM ecb_rates
ANTI JOIN exchange_rates USING (currency, rate_date)
UNION ALL
SELECT 'EUR', DATE '0001-01-01', 1000000, 'euro', NULL, false;

-- One row per day of an award or statement and currency: the rate that serves it. An award known only to its month or year takes
-- the last day of the table when that is earlier; a quoted rate serves ten days, an own one until the next.
CREATE TABLE rate_on AS
WITH days AS (
    SELECT DISTINCT date_to AS day, date_from = date_to AS is_exact
    FROM (SELECT date_from, date_to FROM grant_awards
          UNION ALL SELECT date_from, date_to FROM basis_values
          UNION ALL SELECT as_of_date_from, as_of_date_to FROM announcements)
    WHERE date_to IS NOT NULL
),
series_ends AS (
    SELECT currency, greatest(max(rate_date), (SELECT max(rate_date) FROM ecb_rates)) AS last_day
    FROM rate_series
    GROUP BY currency
),
wanted AS (
    SELECT
        days.day,
        days.is_exact,
        series_ends.currency,
        CASE WHEN days.is_exact THEN days.day ELSE least(days.day, series_ends.last_day) END AS rate_day
    FROM days
    CROSS JOIN series_ends
)
SELECT w.currency, w.day, w.is_exact, r.rate_date, r.units, r.origin, r.source_id
FROM wanted w
ASOF JOIN rate_series r ON w.currency = r.currency AND w.rate_day >= r.rate_date
WHERE NOT r.is_quoted OR w.rate_day - r.rate_date <= 10;

-- Cents in another currency, at the cross rate over the euro of the day that a date interval ends with, rounded half up
-- once; NULL if either currency has no rate that serves it.
CREATE MACRO converted(cents, from_currency, to_currency, date_from, date_to) AS
    CASE WHEN from_currency = to_currency THEN cents
         ELSE (SELECT (2 * cents * target.units + own.units) // (2 * own.units)
               FROM rate_on own
               JOIN rate_on target USING (day, is_exact)
               WHERE own.currency = from_currency AND target.currency = to_currency
                 AND day = date_to AND is_exact = (date_from = date_to)) END;
