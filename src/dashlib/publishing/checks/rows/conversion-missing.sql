-- A disclosed grant without a rate into the currency of its basis announcement.
SELECT 'grants' AS resource, g.row, 'amount_awarded' AS field, g.currency || ' ' || g.amount_awarded AS value,
       b.announcement_id || ' (' || a.currency || ')' AS detail
FROM basis_grants b
JOIN grants g USING (grant_id)
JOIN announcements a USING (announcement_id)
WHERE b.is_disclosed AND b.cents IS NULL AND a.amount IS NOT NULL
  AND g.currency IN (SELECT value FROM codes WHERE kind = 'currency')
  AND a.currency IN (SELECT value FROM codes WHERE kind = 'currency');
