-- One row per dimension and value that a filter can be set to: the number of grants and unnamed awards it would leave, of
-- grants and of named awardees, the filter's own choice lifted. Priority areas are values of the filter of areas.
WITH rows AS MATERIALIZED (
    SELECT
        *,
        CASE WHEN kind = 'grant' AND amount IS NOT NULL THEN 'yes' ELSE 'no' END AS disclosed,
        CASE WHEN kind = 'grant' AND organization <> 'withheld' THEN organization END AS awardee,
        list_filter(
            ['programme', 'call', 'round', 'grant_type', 'country', 'municipality', 'area', 'organization', 'year',
             'disclosed', 'period', 'text', 'found'],
            lambda name, place: NOT [fits_programme, fits_call, fits_round, fits_grant_type, fits_country, fits_municipality,
                                     fits_area, fits_organization, fits_year, fits_disclosed, fits_period, fits_text,
                                     fits_found][place]
        ) AS misfits
    FROM judged
)
SELECT
    dimension,
    value_id,
    count(DISTINCT grant_id) + coalesce(sum(grant_share) FILTER (kind = 'remainder'), 0) AS award_count,
    count(DISTINCT grant_id) AS grant_count,
    count(DISTINCT awardee) AS awardee_count
FROM rows UNPIVOT (value_id FOR dimension IN (programme, call, round, grant_type, country, municipality, priority_area,
                                              area, organization, year, disclosed))
WHERE len(misfits) = 0 OR misfits = [CASE dimension WHEN 'priority_area' THEN 'area' ELSE dimension END]
GROUP BY dimension, value_id
HAVING award_count > 0
ORDER BY dimension, list_position(getvariable('asked').buckets, value_id) NULLS FIRST, value_id;
