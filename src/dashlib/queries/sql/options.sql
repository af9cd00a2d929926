-- One row per dimension and value of the selection: the number of grants and unnamed awards, and of grants.
-- Over: cube
SELECT
    dimension,
    value_id,
    CAST(sum(grants) AS BIGINT) + coalesce(sum(grant_share) FILTER (kind = 'remainder'), 0) AS award_count,
    CAST(sum(grants) AS BIGINT) AS grant_count
FROM selected UNPIVOT (value_id FOR dimension IN ({dimensions}))
GROUP BY dimension, value_id
HAVING award_count > 0
ORDER BY dimension, list_position(getvariable('asked').buckets, value_id) NULLS FIRST, value_id;
