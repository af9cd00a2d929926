-- A basis announcement and a round of the same identifier would be one and the same call.
SELECT 'announcements' AS resource, a.row, 'announcement_id' AS field, announcement_id AS value
FROM typed_announcements a
JOIN typed_rounds r ON r.round_id = a.announcement_id
WHERE a.ledger_basis;
