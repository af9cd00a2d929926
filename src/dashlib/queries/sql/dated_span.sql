-- One row: the first and last day of the selected money that is dated to a month or better, and the intervals of
-- the first award of all and of the last that is dated so.
-- Over: awards
SELECT
    min(date_from) FILTER (amount IS NOT NULL AND date_to - date_from < 31) AS first_day,
    max(date_to) FILTER (amount IS NOT NULL AND date_to - date_from < 31) AS last_day,
    min(date_from) AS first_award_from,
    min(date_to) FILTER (date_from = (SELECT min(date_from) FROM selected)) AS first_award_to,
    max(date_from) FILTER (date_to - date_from < 31) AS last_award_from,
    max_by(date_to, date_from) FILTER (date_to - date_from < 31) AS last_award_to
FROM selected;
