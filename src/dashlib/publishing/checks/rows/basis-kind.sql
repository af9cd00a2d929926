SELECT 'announcements' AS resource, row, 'ledger_basis' AS field, kind AS value, NULL AS detail
FROM typed_announcements
WHERE ledger_basis AND kind <> 'awarded';
