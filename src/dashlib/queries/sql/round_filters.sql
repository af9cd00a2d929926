-- The rule of each filter over the table of rounds; a round fits a country if it lists it.
-- filter programme
list_contains(getvariable('asked').programme, programme_id)
-- filter call
list_contains(getvariable('asked').call, call_id)
-- filter round
list_contains(getvariable('asked').round, round_id)
-- filter grant_type
list_contains(getvariable('asked').grant_type, grant_type_code)
-- filter country
list_has_any(getvariable('asked').country, string_split(countries, ';'))
