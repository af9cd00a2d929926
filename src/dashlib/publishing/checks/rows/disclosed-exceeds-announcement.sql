SELECT 'announcements' AS resource, a.row, 'amount' AS field, a.amount::VARCHAR AS value,
       array_to_string([CASE WHEN sum(b.cents) > in_cents(a.amount)
                             THEN a.currency || ' ' || from_cents(sum(b.cents)) || ' against ' || a.amount END,
                        CASE WHEN count(*) > a.grant_count THEN count(*) || ' grants against ' || a.grant_count END], ', ') AS detail,
       array_to_string([CASE WHEN sum(b.cents) > in_cents(a.amount) THEN a.currency || ' ' || from_cents(sum(b.cents) - in_cents(a.amount)) END,
                        CASE WHEN count(*) > a.grant_count THEN count(*) - a.grant_count || CASE WHEN count(*) - a.grant_count = 1 THEN ' grant' ELSE ' grants' END END], ', ') AS difference
FROM announcements a
JOIN basis_grants b USING (announcement_id)
GROUP BY a.row, a.amount, a.currency, a.grant_count
HAVING sum(b.cents) > in_cents(a.amount) OR count(*) > a.grant_count;
