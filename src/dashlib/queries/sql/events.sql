-- One row per event that fits programme, call, round, country, year, period and text, newest first, undated last.
SELECT e.* EXCLUDE (search_text), t.title AS event_type
FROM events e
LEFT JOIN event_types t ON t.code = e.event_type_code
WHERE coalesce(list_contains(getvariable('asked').programme, e.programme_id), true)
  AND (getvariable('asked').round IS NULL OR coalesce(list_has_any(getvariable('asked').round, string_split(e.round_ids, ';')), false))
  AND (getvariable('asked').call IS NULL
       OR coalesce(list_has_any(string_split(e.round_ids, ';'),
                                (SELECT list(round_id) FROM rounds WHERE list_contains(getvariable('asked').call, call_id))), false))
  AND coalesce(list_contains(getvariable('asked').country, coalesce(e.country, 'unknown')), true)
  AND coalesce(list_contains(getvariable('asked').year,
                             CASE WHEN year(e.date_from) = year(e.date_to) THEN year(e.date_from)::VARCHAR ELSE 'unknown' END), true)
  AND (getvariable('asked').period_from IS NULL OR coalesce(e.date_from >= getvariable('asked').period_from, false))
  AND (getvariable('asked').period_to IS NULL OR coalesce(e.date_to <= getvariable('asked').period_to, false))
  AND (getvariable('asked').text IS NULL
       OR list_bool_and(list_transform(getvariable('asked').text, lambda word: contains(e.search_text, word))))
ORDER BY e.date_from DESC NULLS LAST, e.date_to DESC, e.event_id;
