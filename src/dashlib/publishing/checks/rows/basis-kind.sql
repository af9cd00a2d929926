SELECT 'announcements' AS resource, row, 'ledger_basis' AS field, kind AS value
FROM typed_announcements
WHERE ledger_basis AND kind <> 'awarded';
