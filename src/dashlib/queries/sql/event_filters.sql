-- The rule of each filter that says something about events, over their table with its year.
-- filter programme
list_contains(getvariable('asked').programme, programme_id)
-- filter call
list_has_any(string_split(round_ids, ';'), (SELECT list(round_id) FROM rounds WHERE list_contains(getvariable('asked').call, call_id)))
-- filter round
list_has_any(getvariable('asked').round, string_split(round_ids, ';'))
-- filter country
list_contains(getvariable('asked').country, coalesce(country, 'unknown'))
-- filter year
list_contains(getvariable('asked').year, year)
-- filter period_from
date_from >= getvariable('asked').period_from
-- filter period_to
date_to <= getvariable('asked').period_to
-- filter text
list_bool_and(list_transform(getvariable('asked').text, lambda word: contains(search_text, word)))
-- filter found_events
event_id IN (SELECT unnest(string_split(getvariable('asked').found_events, chr(31))))
