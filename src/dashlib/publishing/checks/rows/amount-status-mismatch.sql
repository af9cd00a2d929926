-- The amount and what is said of it must agree.
SELECT 'grants' AS resource, row, 'amount_status' AS field, amount_status AS value,
       CASE WHEN amount_awarded IS NULL THEN 'there is no amount' ELSE 'there is an amount' END AS detail
FROM given_grants
WHERE (amount_status = 'disclosed' AND amount_awarded IS NULL OR amount_status = 'undisclosed' AND amount_awarded IS NOT NULL)
  AND NOT (SELECT is_missing FROM fields WHERE resource = 'grants' AND field = 'amount_awarded');
