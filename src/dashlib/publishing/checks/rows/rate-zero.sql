SELECT 'exchange_rates' AS resource, row, 'rate' AS field, rate::VARCHAR AS value, NULL AS detail
FROM typed_exchange_rates
WHERE rate = 0;
