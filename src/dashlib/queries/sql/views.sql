-- What every question reads. One row is a row of the ledger.

-- judged: each row with whether it fits each filter; a filter that is not set fits all.
CREATE TEMP VIEW judged AS
SELECT
    *,
    'all' AS total,
    -- The amount in the display currency, or as awarded where it cannot be converted.
    coalesce(converted, amount) AS shown_amount,
    CASE WHEN amount IS NULL THEN NULL
         WHEN converted IS NULL THEN currency
         ELSE coalesce(getvariable('asked').display_currency, currency) END AS shown_currency,
    -- The line of a breakdown: as awarded one per currency, else one, and one more for each currency without a rate.
    CASE WHEN amount IS NULL THEN getvariable('asked').display_currency
         WHEN converted IS NULL THEN currency
         ELSE coalesce(getvariable('asked').display_currency, currency) END AS line_currency,
    coalesce(list_contains(getvariable('asked').programme, programme), true) AS fits_programme,
    coalesce(list_contains(getvariable('asked').call, call), true) AS fits_call,
    coalesce(list_contains(getvariable('asked').round, round), true) AS fits_round,
    coalesce(list_contains(getvariable('asked').grant_type, grant_type), true) AS fits_grant_type,
    coalesce(list_contains(getvariable('asked').country, country), true) AS fits_country,
    coalesce(list_contains(getvariable('asked').municipality, municipality), true) AS fits_municipality,
    coalesce(list_has_any(getvariable('asked').area, [area, priority_area]), true) AS fits_area,
    coalesce(list_contains(getvariable('asked').organization, organization), true) AS fits_organization,
    coalesce(list_contains(getvariable('asked').year, year), true) AS fits_year,
    coalesce(CASE getvariable('asked').disclosed
                  WHEN 'yes' THEN kind = 'grant' AND amount IS NOT NULL
                  WHEN 'no' THEN kind = 'remainder' OR amount IS NULL END, true) AS fits_disclosed,
    (getvariable('asked').period_from IS NULL OR coalesce(date_from >= getvariable('asked').period_from, false))
        AND (getvariable('asked').period_to IS NULL OR coalesce(date_to <= getvariable('asked').period_to, false)) AS fits_period,
    getvariable('asked').text IS NULL
        OR coalesce(grant_id IN (SELECT grant_id FROM grants
                                 WHERE list_bool_and(list_transform(getvariable('asked').text, lambda word: contains(search_text, word)))),
                    false) AS fits_text,
    (getvariable('asked').found_awardees IS NULL
     OR organization IN (SELECT unnest(string_split(getvariable('asked').found_awardees, chr(31)))))
        AND (getvariable('asked').found_grants IS NULL
             OR coalesce(grant_id IN (SELECT unnest(string_split(getvariable('asked').found_grants, chr(31)))), false)) AS fits_found
FROM (SELECT *, COLUMNS(lambda c: c = getvariable('asked').amount_column) AS converted FROM funding);

CREATE TEMP VIEW selected AS
SELECT * EXCLUDE (converted)
FROM judged
WHERE fits_programme AND fits_call AND fits_round AND fits_grant_type AND fits_country AND fits_municipality
  AND fits_area AND fits_organization AND fits_year AND fits_disclosed AND fits_period AND fits_text AND fits_found;

-- asked_rounds: the rounds that fit programme, call, round, grant type and, with one of their countries, country.
CREATE TEMP VIEW asked_rounds AS
SELECT round_id, date_from, date_to
FROM rounds
WHERE coalesce(list_contains(getvariable('asked').programme, programme_id), true)
  AND coalesce(list_contains(getvariable('asked').call, call_id), true)
  AND coalesce(list_contains(getvariable('asked').round, round_id), true)
  AND coalesce(list_contains(getvariable('asked').grant_type, grant_type_code), true)
  AND (getvariable('asked').country IS NULL
       OR coalesce(list_has_any(getvariable('asked').country, string_split(countries, ';')), false));

-- judged_events: each event, with its year, and whether it fits each filter that applies to events.
CREATE TEMP VIEW judged_events AS
SELECT
    *,
    coalesce(list_contains(getvariable('asked').programme, programme_id), true) AS fits_programme,
    getvariable('asked').round IS NULL
        OR coalesce(list_has_any(getvariable('asked').round, string_split(round_ids, ';')), false) AS fits_round,
    getvariable('asked').call IS NULL
        OR coalesce(list_has_any(string_split(round_ids, ';'),
                                 (SELECT list(round_id) FROM rounds WHERE list_contains(getvariable('asked').call, call_id))),
                    false) AS fits_call,
    coalesce(list_contains(getvariable('asked').country, coalesce(country, 'unknown')), true) AS fits_country,
    coalesce(list_contains(getvariable('asked').year, year), true) AS fits_year,
    (getvariable('asked').period_from IS NULL OR coalesce(date_from >= getvariable('asked').period_from, false))
        AND (getvariable('asked').period_to IS NULL OR coalesce(date_to <= getvariable('asked').period_to, false)) AS fits_period,
    getvariable('asked').text IS NULL
        OR list_bool_and(list_transform(getvariable('asked').text, lambda word: contains(search_text, word))) AS fits_text,
    getvariable('asked').found_events IS NULL
        OR event_id IN (SELECT unnest(string_split(getvariable('asked').found_events, chr(31)))) AS fits_found
FROM (SELECT *, CASE WHEN year(date_from) = year(date_to) THEN year(date_from)::VARCHAR ELSE 'unknown' END AS year FROM events);
