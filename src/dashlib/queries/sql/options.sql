-- One row per dimension and value that a filter can be set to: the number of grants and unnamed awards it would leave,
-- the filter's own choice lifted. Priority areas are values of the filter of areas.
WITH rows AS MATERIALIZED (
    SELECT
        *,
        list_filter(
            ['programme', 'call', 'round', 'grant_type', 'country', 'municipality', 'area', 'organization', 'year',
             'disclosed', 'period', 'text'],
            lambda name, place: NOT [fits_programme, fits_call, fits_round, fits_grant_type, fits_country, fits_municipality,
                                     fits_area, fits_organization, fits_year, fits_disclosed, fits_period, fits_text][place]
        ) AS misfits
    FROM judged
)
SELECT
    dimension,
    value_id,
    count(DISTINCT grant_id) + coalesce(sum(grant_share) FILTER (kind = 'remainder'), 0) AS award_count
FROM rows UNPIVOT (value_id FOR dimension IN (programme, call, round, grant_type, country, municipality, priority_area,
                                              area, organization, year))
WHERE len(misfits) = 0 OR misfits = [CASE dimension WHEN 'priority_area' THEN 'area' ELSE dimension END]
GROUP BY dimension, value_id
HAVING award_count > 0
ORDER BY dimension, list_position(getvariable('asked').buckets, value_id) NULLS FIRST, value_id;
