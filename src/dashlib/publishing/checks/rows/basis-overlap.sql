-- A round in two basis announcements: told at the later row.
SELECT 'announcements' AS resource, later.row, 'scope_round_ids' AS field, round_id AS value,
       first(earlier.announcement_id ORDER BY earlier.row) AS detail
FROM typed_announcements later
JOIN announcement_rounds l ON l.announcement_id = later.announcement_id
JOIN announcement_rounds e USING (round_id)
JOIN typed_announcements earlier ON earlier.announcement_id = e.announcement_id
WHERE later.ledger_basis AND earlier.ledger_basis AND earlier.row < later.row AND earlier.announcement_id <> later.announcement_id
GROUP BY later.row, round_id;
