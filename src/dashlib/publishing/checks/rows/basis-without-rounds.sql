-- A list of rounds that names none of them is found as references that lead nowhere.
SELECT 'announcements' AS resource, row, 'scope_round_ids' AS field, announcement_id AS value
FROM typed_announcements
ANTI JOIN announcement_rounds USING (announcement_id)
WHERE ledger_basis AND scope_round_ids IS NULL;
