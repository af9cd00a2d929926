SELECT 'grants' AS resource, row, 'amount_awarded' AS field, amount_awarded::VARCHAR AS value, NULL AS detail
FROM typed_grants
WHERE amount_awarded = 0;
