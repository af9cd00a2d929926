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
candidates AS (
    SELECT
        *,
        -- A choice of whole awards, not a value on which a remainder could stand.
        list_has_any(misfits, ['disclosed', 'text']) AS is_other,
        list_has_any(misfits, ['period_from', 'period_to']) AS is_outside,
        list_filter(misfits, lambda name: name NOT IN ('disclosed', 'text', 'period_from', 'period_to')) AS dimensions,
        (getvariable('asked').period_from IS NULL OR coalesce(date_to >= getvariable('asked').period_from, false))
            AND (getvariable('asked').period_to IS NULL OR coalesce(date_from <= getvariable('asked').period_to, false)) AS touches
    FROM judged
    WHERE len(misfits) > 0
      AND getvariable('asked').text IS NULL
      -- Of a grant only the period can be open.
      AND CASE WHEN getvariable('asked').period_from IS NULL AND getvariable('asked').period_to IS NULL THEN kind = 'remainder'
               ELSE true END
      AND (kind = 'grant' OR getvariable('asked').disclosed IS DISTINCT FROM 'yes')
),
reasons AS (
    SELECT
        *,
        array_to_string(CASE WHEN is_outside THEN list_concat(['period'], dimensions) ELSE dimensions END, ';') AS reason
    FROM candidates, rounds_asked
    WHERE NOT is_other
      AND (NOT is_outside OR touches)
      AND CASE WHEN kind = 'grant' THEN len(dimensions) = 0
               ELSE list_has_any(string_split(candidates.round_ids, ';'), rounds_asked.round_ids)
                    AND list_bool_and(list_transform(
                            dimensions,
                            lambda name: 'not-broken-down' =
                                CASE name WHEN 'programme' THEN programme WHEN 'call' THEN call WHEN 'round' THEN round
                                          WHEN 'grant_type' THEN grant_type WHEN 'country' THEN country
                                          WHEN 'municipality' THEN municipality WHEN 'area' THEN area
                                          WHEN 'organization' THEN organization WHEN 'year' THEN year END)) IS NOT FALSE END
)
SELECT
    reason AS dimensions,
    CASE WHEN count(shown_amount) > 0 THEN line_currency END AS currency,
    sum(shown_amount) AS amount,
    sum(grant_share) AS grant_count,
    count(DISTINCT grant_id) + coalesce(sum(grant_share) FILTER (kind = 'remainder'), 0) AS award_count
FROM reasons
GROUP BY reason, line_currency
ORDER BY reason, line_currency;
