SELECT 'grants' AS resource, row, 'withheld' AS field, grant_id AS value
FROM (SELECT *, count(*) OVER (PARTITION BY round_id) AS grants_in_round FROM typed_grants)
WHERE withheld IS NOT NULL AND amount_awarded IS NOT NULL AND grants_in_round = 1;
