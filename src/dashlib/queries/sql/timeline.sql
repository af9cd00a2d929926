-- One row per period of the unit and line currency: money by award date. A row that is known only to more than a
-- period stands under its year (`period_end` is the year's last day), without a date under neither.
-- Over: awards
SELECT
    CASE WHEN date_trunc(getvariable('asked').unit, date_from) = date_trunc(getvariable('asked').unit, date_to)
         THEN date_trunc(getvariable('asked').unit, date_from)::DATE
         WHEN year(date_from) = year(date_to) THEN date_trunc('year', date_from)::DATE END AS period_start,
    CASE WHEN date_trunc(getvariable('asked').unit, date_from) = date_trunc(getvariable('asked').unit, date_to)
         THEN last_day((date_trunc(getvariable('asked').unit, date_from)
                        + CASE getvariable('asked').unit WHEN 'month' THEN INTERVAL 0 MONTH WHEN 'quarter' THEN INTERVAL 2 MONTH
                                                         ELSE INTERVAL 11 MONTH END)::DATE)
         WHEN year(date_from) = year(date_to) THEN last_day((date_trunc('year', date_from) + INTERVAL 11 MONTH)::DATE) END AS period_end,
    line_currency AS currency,
    sum(shown_amount) FILTER (kind = 'grant') AS amount_disclosed,
    sum(shown_amount) FILTER (kind = 'remainder') AS amount_not_broken_down,
    sum(shown_amount) AS amount,
    sum(grant_share) AS grant_count
FROM selected
WHERE shown_amount IS NOT NULL
GROUP BY ALL
ORDER BY period_start NULLS LAST, period_end, currency;
