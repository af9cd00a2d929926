SELECT 'exchange_rates' AS resource, row, 'currency' AS field, currency AS value, NULL AS detail
FROM typed_exchange_rates
WHERE currency = 'EUR';
