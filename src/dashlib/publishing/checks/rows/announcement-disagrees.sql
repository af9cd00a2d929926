-- Announcements of awards that agreed with the data which are published now, and do so no longer.
SELECT 'announcements' AS resource, r.row_no AS row, CASE WHEN stated_amount IS NULL THEN 'grant_count' ELSE 'amount' END AS field,
       coalesce(r.currency || ' ' || r.stated_amount, r.stated_count || ' grants') AS value,
       CASE WHEN r.stated_amount IS NULL THEN r.count_in_data || ' grants' ELSE r.currency || ' ' || r.amount_in_data END AS detail,
       CASE WHEN r.stated_amount IS NULL THEN abs(r.count_difference) || ' grants' ELSE r.currency || ' ' || abs(r.amount_difference) END
       || CASE r.finding WHEN 'less_in_data' THEN ' less than stated' ELSE ' more than stated' END AS difference
FROM reconciliation r
JOIN (SELECT announcement_id, finding AS before FROM base_reconciliation) b USING (announcement_id)
WHERE r.kind = 'awarded' AND b.before = 'agrees' AND r.finding IN ('less_in_data', 'more_in_data')
ORDER BY r.row_no;
