SELECT 'announcements' AS resource, row, 'currency' AS field, amount AS value
FROM given_announcements
WHERE amount IS NOT NULL AND currency IS NULL AND ledger_basis = 'no';
