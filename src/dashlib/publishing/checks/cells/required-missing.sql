-- Empty cells of required fields.
SELECT resource, row, field, value
FROM cells
WHERE is_required AND value IS NULL
ORDER BY row, field;
