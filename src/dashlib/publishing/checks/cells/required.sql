-- Empty cells of required fields.
SELECT 'required-missing' AS rule, row, field, NULL AS value, NULL AS detail
FROM (FROM query_table(getvariable('given'))) UNPIVOT INCLUDE NULLS (value FOR field IN (COLUMNS(* EXCLUDE (row))))
JOIN fields USING (field)
WHERE fields.resource = getvariable('resource')
  AND fields.is_required
  AND value IS NULL
ORDER BY row, field;
