-- Two dates of a row of which the second surely lies before the first.
WITH pairs AS (
    SELECT 'programmes' AS resource, row, 'end_date' AS field, start_date AS starts, end_date AS ends, start_date_from AS from_day, end_date_to AS to_day
    FROM typed_programmes
    UNION ALL
    SELECT 'rounds', row, 'call_close_date', call_open_date, call_close_date, call_open_date_from, call_close_date_to
    FROM typed_rounds
    UNION ALL
    SELECT 'rounds', row, 'award_date', call_open_date, award_date, call_open_date_from, award_date_to
    FROM typed_rounds
    UNION ALL
    SELECT 'grants', row, 'planned_end_date', planned_start_date, planned_end_date, planned_start_date_from, planned_end_date_to
    FROM typed_grants
    UNION ALL
    SELECT 'announcements', row, 'period_end', period_start, period_end, period_start_from, period_end_to
    FROM typed_announcements
    UNION ALL
    SELECT 'events', row, 'date_end', date_start, date_end, date_start_from, date_end_to
    FROM typed_events
)
SELECT resource, row, field, ends AS value, starts || ' – ' || ends AS detail, from_day - to_day || ' days' AS difference
FROM pairs
WHERE to_day < from_day;
