-- One row per event that fits programme, call, round, country, year, period and text, newest first, undated last.
SELECT e.* EXCLUDE (search_text, year, misfits), t.title AS event_type
FROM judged_events e
LEFT JOIN event_types t ON t.code = e.event_type_code
WHERE len(e.misfits) = 0
ORDER BY e.date_from DESC NULLS LAST, e.date_to DESC, e.event_id;
