SELECT 'grants' AS resource, row, 'currency' AS field, amount_awarded AS value
FROM given_grants
WHERE amount_awarded IS NOT NULL AND currency IS NULL;
