SELECT 'exchange_rates' AS resource, row, 'rate' AS field, rate::VARCHAR AS value
FROM typed_exchange_rates
WHERE rate = 0;
