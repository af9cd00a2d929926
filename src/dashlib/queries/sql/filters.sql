-- The rule of each filter over the rows of the ledger, here alone. Only those that are set are asked.
-- filter programme
list_contains(getvariable('asked').programme, programme)
-- filter call
list_contains(getvariable('asked').call, call)
-- filter round
list_contains(getvariable('asked').round, round)
-- filter grant_type
list_contains(getvariable('asked').grant_type, grant_type)
-- filter country
list_contains(getvariable('asked').country, country)
-- filter municipality
list_contains(getvariable('asked').municipality, municipality)
-- filter area
list_has_any(getvariable('asked').area, [area, priority_area])
-- filter organization
list_contains(getvariable('asked').organization, organization)
-- filter year
list_contains(getvariable('asked').year, year)
-- filter disclosed
CASE getvariable('asked').disclosed
     WHEN 'yes' THEN kind = 'grant' AND amount IS NOT NULL
     WHEN 'no' THEN kind = 'remainder' OR amount IS NULL END
-- filter period_from
date_from >= getvariable('asked').period_from
-- filter period_to
date_to <= getvariable('asked').period_to
-- filter text
grant_id IN (SELECT grant_id FROM grants
             WHERE list_bool_and(list_transform(getvariable('asked').text, lambda word: contains(search_text, word))))
-- filter found_awardees
organization IN (SELECT unnest(string_split(getvariable('asked').found_awardees, chr(31))))
-- filter found_grants
grant_id IN (SELECT unnest(string_split(getvariable('asked').found_grants, chr(31))))
