-- One row per organization, or per grant (`thing` names the column), with the values of the dimensions of its grants.
SELECT
    COLUMNS(lambda c: c = getvariable('asked').thing) AS id,
    list(DISTINCT programme ORDER BY programme) AS programme,
    list(DISTINCT call ORDER BY call) AS call,
    list(DISTINCT round ORDER BY round) AS round,
    list(DISTINCT grant_type ORDER BY grant_type) AS grant_type,
    list(DISTINCT country ORDER BY country) AS country,
    list(DISTINCT municipality ORDER BY municipality) AS municipality,
    list(DISTINCT area ORDER BY area) AS area,
    list(DISTINCT priority_area ORDER BY priority_area) AS priority_area,
    list(DISTINCT year ORDER BY year) AS year
FROM funding
WHERE kind = 'grant'
GROUP BY ALL
ORDER BY id;
