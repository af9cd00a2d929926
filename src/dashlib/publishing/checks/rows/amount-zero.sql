SELECT 'grants' AS resource, row, 'amount_awarded' AS field, amount_awarded::VARCHAR AS value
FROM typed_grants
WHERE amount_awarded = 0;
