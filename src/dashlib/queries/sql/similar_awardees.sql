-- One row per other awardee with its seat in the same country and a theme in common with an organization's grants, by
-- identifier. Reads the whole ledger: who is similar does not depend on a selection.
WITH themes AS (
    SELECT DISTINCT organization, area
    FROM funding
    WHERE kind = 'grant'
      AND NOT list_contains(getvariable('asked').buckets, area)
      AND NOT ends_with(area, '.theme-not-stated')
)
SELECT o.organization_id, o.name, list(t.area ORDER BY t.area) AS areas
FROM themes t
JOIN organizations o ON o.organization_id = t.organization
JOIN organizations own ON own.organization_id = getvariable('asked').id AND own.country = o.country
WHERE o.organization_id <> own.organization_id
  AND t.area IN (SELECT area FROM themes WHERE organization = getvariable('asked').id)
GROUP BY ALL
ORDER BY o.organization_id;
