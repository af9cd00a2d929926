-- What the questions read, of which each takes what it names. In braces stand the table, how its rows count whole grants,
-- the column of amounts, and the rules of the filters that are set (filters.sql, round_filters.sql, event_filters.sql):
-- `fits` is true where all hold, `misfits` lists the names of those that do not.

-- view ledger
SELECT
    * EXCLUDE (grants),
    {grants} AS grants,
    'all' AS total,
    CASE WHEN kind = 'grant' AND amount IS NOT NULL THEN 'yes' ELSE 'no' END AS disclosed,
    -- The amount in the display currency, or as awarded where it cannot be converted.
    coalesce({amount}, amount) AS shown_amount,
    CASE WHEN amount IS NULL THEN NULL
         WHEN {amount} IS NULL THEN currency
         ELSE coalesce(getvariable('asked').display_currency, currency) END AS shown_currency,
    -- The line of a breakdown: as awarded one per currency, else one, and one more for each currency without a rate.
    CASE WHEN amount IS NULL THEN getvariable('asked').display_currency
         WHEN {amount} IS NULL THEN currency
         ELSE coalesce(getvariable('asked').display_currency, currency) END AS line_currency
FROM {rows}

-- view selected
SELECT * FROM ledger WHERE {fits}

-- view judged
SELECT *, {misfits} AS misfits FROM ledger

-- view asked_rounds
-- The rounds that fit programme, call, round, grant type and, with one of their countries, country.
SELECT round_id, date_from, date_to FROM rounds WHERE {round_fits}

-- view judged_events
SELECT *, {event_misfits} AS misfits
FROM (SELECT *, CASE WHEN year(date_from) = year(date_to) THEN year(date_from)::VARCHAR ELSE 'unknown' END AS year FROM events)
