SELECT 'exchange_rates' AS resource, row, 'currency' AS field, currency AS value
FROM typed_exchange_rates
WHERE currency = 'EUR';
