SELECT 'grants' AS resource, row, 'country' AS field, country AS value, countries AS detail
FROM typed_grants
WHERE country IS NOT NULL AND countries IS NOT NULL AND country <> countries;
