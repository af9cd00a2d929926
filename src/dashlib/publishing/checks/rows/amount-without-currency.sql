SELECT 'grants' AS resource, row, 'currency' AS field, amount_awarded AS value, NULL AS detail
FROM given_grants
WHERE amount_awarded IS NOT NULL AND currency IS NULL;
