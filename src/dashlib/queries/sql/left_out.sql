-- What the selection leaves out although it may belong to it. One row per reason and currency:
-- remainders that stand in not-broken-down on filtered dimensions (`dimensions`, `;` between them), or only touch the
-- period (`dimensions` is 'period'), and grants that only touch the period.
WITH rounds_asked AS (
    SELECT list(round_id) AS round_ids
    FROM asked_rounds
    WHERE (getvariable('asked').period_from IS NULL OR coalesce(date_to >= getvariable('asked').period_from, false))
      AND (getvariable('asked').period_to IS NULL OR coalesce(date_from <= getvariable('asked').period_to, false))
      AND (getvariable('asked').awardee_rounds IS NULL OR list_contains(getvariable('asked').awardee_rounds, round_id))
),
judged_rows AS (
    SELECT
        *,
        list_filter(
            ['programme', 'call', 'round', 'grant_type', 'country', 'municipality', 'area', 'organization', 'year'],
            lambda name, place: NOT [fits_programme, fits_call, fits_round, fits_grant_type, fits_country,
                                     fits_municipality, fits_area, fits_organization, fits_year][place]
        ) AS misfits,
        list_transform(
            misfits,
            lambda name: CASE name WHEN 'programme' THEN programme WHEN 'call' THEN call WHEN 'round' THEN round
                                   WHEN 'grant_type' THEN grant_type WHEN 'country' THEN country
                                   WHEN 'municipality' THEN municipality WHEN 'area' THEN area
                                   WHEN 'organization' THEN organization WHEN 'year' THEN year END
        ) AS misfit_values
    FROM judged
),
touching AS (
    SELECT *
    FROM judged_rows
    WHERE NOT fits_period
      AND (getvariable('asked').period_from IS NULL OR coalesce(date_to >= getvariable('asked').period_from, false))
      AND (getvariable('asked').period_to IS NULL OR coalesce(date_from <= getvariable('asked').period_to, false))
),
reasons AS (
    SELECT array_to_string(misfits, ';') AS dimensions, funding_no
    FROM judged_rows, rounds_asked
    WHERE kind = 'remainder'
      AND fits_period
      AND len(misfits) > 0
      AND list_unique(misfit_values) = 1
      AND misfit_values[1] = 'not-broken-down'
      AND list_has_any(string_split(judged_rows.round_ids, ';'), rounds_asked.round_ids)
    UNION ALL
    SELECT array_to_string(list_concat(['period'], misfits), ';'), funding_no
    FROM touching, rounds_asked
    WHERE kind = 'remainder'
      AND (len(misfits) = 0 OR list_unique(misfit_values) = 1 AND misfit_values[1] = 'not-broken-down')
      AND list_has_any(string_split(touching.round_ids, ';'), rounds_asked.round_ids)
    UNION ALL
    SELECT 'period', funding_no
    FROM touching
    WHERE kind = 'grant' AND len(misfits) = 0 AND fits_text
)
SELECT
    r.dimensions,
    CASE WHEN count(j.shown_amount) > 0 THEN j.line_currency END AS currency,
    sum(j.shown_amount) AS amount,
    sum(j.grant_share) AS grant_count,
    count(DISTINCT j.grant_id) + coalesce(sum(j.grant_share) FILTER (j.kind = 'remainder'), 0) AS award_count
FROM reasons r
JOIN judged j USING (funding_no)
WHERE getvariable('asked').text IS NULL
  AND (getvariable('asked').disclosed IS DISTINCT FROM 'yes' OR j.kind = 'grant' AND j.fits_disclosed)
  AND (j.kind = 'remainder' OR j.fits_disclosed)
GROUP BY r.dimensions, j.line_currency
ORDER BY r.dimensions, j.line_currency;
