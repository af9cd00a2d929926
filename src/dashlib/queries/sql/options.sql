-- One row per dimension and value that a filter can be set to: the number of grants and unnamed awards it would leave,
-- the filter's own choice lifted.
WITH rows AS MATERIALIZED (
    SELECT
        *,
        list_count(list_filter([fits_programme, fits_call, fits_round, fits_grant_type, fits_country, fits_municipality, fits_area,
                                fits_organization, fits_year, fits_disclosed, fits_period, fits_text], lambda fits: NOT fits)) AS misfits
    FROM judged
),
offered AS (
    SELECT 'programme' AS dimension, programme AS value_id, kind, grant_id, grant_share FROM rows WHERE misfits = 0 OR misfits = 1 AND NOT fits_programme
    UNION ALL
    SELECT 'call' AS dimension, call AS value_id, kind, grant_id, grant_share FROM rows WHERE misfits = 0 OR misfits = 1 AND NOT fits_call
    UNION ALL
    SELECT 'round' AS dimension, round AS value_id, kind, grant_id, grant_share FROM rows WHERE misfits = 0 OR misfits = 1 AND NOT fits_round
    UNION ALL
    SELECT 'grant_type' AS dimension, grant_type AS value_id, kind, grant_id, grant_share FROM rows WHERE misfits = 0 OR misfits = 1 AND NOT fits_grant_type
    UNION ALL
    SELECT 'country' AS dimension, country AS value_id, kind, grant_id, grant_share FROM rows WHERE misfits = 0 OR misfits = 1 AND NOT fits_country
    UNION ALL
    SELECT 'municipality' AS dimension, municipality AS value_id, kind, grant_id, grant_share FROM rows WHERE misfits = 0 OR misfits = 1 AND NOT fits_municipality
    UNION ALL
    SELECT 'priority_area' AS dimension, priority_area AS value_id, kind, grant_id, grant_share FROM rows WHERE misfits = 0 OR misfits = 1 AND NOT fits_area
    UNION ALL
    SELECT 'area' AS dimension, area AS value_id, kind, grant_id, grant_share FROM rows WHERE misfits = 0 OR misfits = 1 AND NOT fits_area
    UNION ALL
    SELECT 'organization' AS dimension, organization AS value_id, kind, grant_id, grant_share FROM rows WHERE misfits = 0 OR misfits = 1 AND NOT fits_organization
    UNION ALL
    SELECT 'year' AS dimension, year AS value_id, kind, grant_id, grant_share FROM rows WHERE misfits = 0 OR misfits = 1 AND NOT fits_year
)
SELECT
    dimension,
    value_id,
    count(DISTINCT grant_id) + coalesce(sum(grant_share) FILTER (kind = 'remainder'), 0) AS award_count
FROM offered
GROUP BY dimension, value_id
HAVING award_count > 0
ORDER BY dimension, list_position(getvariable('asked').buckets, value_id) NULLS FIRST, value_id;
