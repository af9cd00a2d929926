-- One row per award year of the selected grants: how many awardees receive their first grant of the programme in it and
-- how many had one in an earlier year. Grants without a known year stand in their bucket, with neither.
-- Over: awards
WITH firsts AS (
    SELECT organization, min(year) FILTER (year <> 'unknown') AS first_year
    FROM awards
    WHERE kind = 'grant' AND NOT is_withheld
    GROUP BY organization
)
SELECT
    s.year,
    count(DISTINCT s.organization) AS awardee_count,
    CASE WHEN s.year <> 'unknown' THEN count(DISTINCT s.organization) FILTER (f.first_year = s.year) END AS new_count,
    CASE WHEN s.year <> 'unknown' THEN count(DISTINCT s.organization) FILTER (f.first_year < s.year) END AS returning_count
FROM selected s
JOIN firsts f USING (organization)
WHERE s.kind = 'grant'
GROUP BY s.year
ORDER BY s.year = 'unknown', s.year;
