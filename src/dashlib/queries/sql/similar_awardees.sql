-- One row per other awardee with its seat in the same country and an area in common with an organization's grants, by
-- identifier; `areas` are those in common. Reads the whole ledger: who is similar does not depend on a selection.
WITH awarded AS (
    SELECT DISTINCT organization, regexp_replace(area, '[.]theme-not-stated$', '') AS area
    FROM funding
    WHERE kind = 'grant' AND NOT list_contains(getvariable('asked').buckets, area)
)
SELECT o.organization_id, o.name, list(a.area ORDER BY a.area) AS areas
FROM awarded a
JOIN organizations o ON o.organization_id = a.organization
JOIN organizations own ON own.organization_id = getvariable('asked').id AND own.country = o.country
WHERE o.organization_id <> own.organization_id
  AND a.area IN (SELECT area FROM awarded WHERE organization = own.organization_id)
GROUP BY ALL
ORDER BY o.organization_id;
