-- One row per status of selected grants by their planned dates, as of `today`, with the grants. A date known only to the
-- month or year is an interval; what it leaves open is not stated.
-- Over: awards
WITH firsts AS (
    SELECT
        grant_id,
        planned_end_date,
        planned_start_date,
        CAST(left(planned_start_date || '-01-01', 10) AS DATE) AS start_from,
        CAST(left(planned_end_date || '-01-01', 10) AS DATE) AS end_from
    FROM grants
    WHERE grant_id IN (SELECT grant_id FROM selected)
),
planned AS (
    SELECT
        grant_id,
        start_from,
        end_from,
        CASE length(planned_start_date) WHEN 4 THEN start_from + INTERVAL 1 YEAR - INTERVAL 1 DAY
                                        WHEN 7 THEN last_day(start_from) ELSE start_from END AS start_to,
        CASE length(planned_end_date) WHEN 4 THEN end_from + INTERVAL 1 YEAR - INTERVAL 1 DAY
                                      WHEN 7 THEN last_day(end_from) ELSE end_from END AS end_to
    FROM firsts
)
SELECT
    CASE WHEN end_to < getvariable('asked').today THEN 'finished'
         WHEN start_from > getvariable('asked').today THEN 'not-begun'
         WHEN start_to <= getvariable('asked').today AND end_from >= getvariable('asked').today THEN 'running'
         ELSE 'not-stated' END AS status,
    list(grant_id ORDER BY grant_id) AS grant_ids
FROM planned
GROUP BY status
ORDER BY list_position(['running', 'finished', 'not-begun', 'not-stated'], status);
