-- One row per value of a dimension: numbers of grants and awardees, over all currencies, buckets last.
SELECT
    value_id,
    sum(grant_share) AS grant_count,
    coalesce(sum(grant_share) FILTER (kind = 'grant' AND organization <> 'withheld' AND amount IS NOT NULL), 0) AS published_share,
    coalesce(sum(grant_share) FILTER (organization = 'withheld'), 0) AS withheld_share,
    count(DISTINCT grant_id) AS distinct_grant_count,
    count(DISTINCT grant_id) FILTER (amount IS NOT NULL) AS published_count,
    count(DISTINCT grant_id) FILTER (organization = 'withheld') AS withheld_count,
    coalesce(sum(grant_share) FILTER (kind = 'remainder'), 0) AS unnamed_count,
    count(DISTINCT organization) FILTER (kind = 'grant' AND organization <> 'withheld') AS awardee_count,
    count(DISTINCT organization) FILTER (kind = 'grant' AND organization <> 'withheld' AND amount IS NOT NULL) AS published_awardee_count
FROM (SELECT COLUMNS(lambda c: c = getvariable('asked').dimension) AS value_id, * FROM selected)
GROUP BY value_id
ORDER BY list_contains(getvariable('asked').buckets, value_id), value_id;
