-- One row per event that fits programme, call, round, country, year, period and text, newest first, undated last.
SELECT e.* EXCLUDE (search_text), t.title AS event_type
FROM events e
JOIN judged_events USING (event_id)
LEFT JOIN event_types t ON t.code = e.event_type_code
WHERE fits_programme AND fits_round AND fits_call AND fits_country AND fits_year AND fits_period AND fits_text AND fits_found
ORDER BY e.date_from DESC NULLS LAST, e.date_to DESC, e.event_id;
