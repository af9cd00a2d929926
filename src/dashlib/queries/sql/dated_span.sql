-- One row: the first and last day of the selected money that is dated to a month or better.
SELECT min(date_from) AS first_day, max(date_to) AS last_day
FROM selected
WHERE amount IS NOT NULL AND date_to - date_from < 31;
