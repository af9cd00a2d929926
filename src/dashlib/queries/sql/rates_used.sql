-- One row per exchange rate with which amounts were converted.
SELECT currency, rate_date, rate, origin, source_id
FROM rates_used
ORDER BY currency, rate_date;
