-- Amounts in another currency than before; not where the amount was not published before.
SELECT 'grants' AS resource, g.row, 'currency' AS field, g.currency AS value, b.currency AS detail,
       b.currency || ' ' || b.amount_awarded || ' / ' || g.currency || ' ' || g.amount_awarded AS difference
FROM typed_grants g
JOIN base_grants b USING (grant_id)
WHERE g.currency <> b.currency AND g.amount_awarded IS NOT NULL AND b.amount_awarded IS NOT NULL
UNION ALL
SELECT 'announcements', a.row, 'currency', a.currency, b.currency, b.currency || ' ' || b.amount || ' / ' || a.currency || ' ' || a.amount
FROM typed_announcements a
JOIN base_announcements b USING (announcement_id)
WHERE a.currency <> b.currency AND a.amount IS NOT NULL AND b.amount IS NOT NULL
ORDER BY row;
