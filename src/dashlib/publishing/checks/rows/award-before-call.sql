-- An award that surely lies before the end of its call, or before its start if the end is not known; a grant only where
-- its round does not do the same, a round only where it is not found already as one that ends before it begins.
WITH calls AS (
    SELECT *, coalesce(call_close_date_from, call_open_date_from) AS day, coalesce(call_close_date, call_open_date) AS call_date
    FROM typed_rounds
)
SELECT 'rounds' AS resource, row, 'award_date' AS field, award_date AS value, call_date AS detail,
       day - award_date_to || ' days' AS difference
FROM calls
WHERE award_date_to < call_close_date_from AND (award_date_to >= call_open_date_from) IS NOT FALSE
UNION ALL
SELECT 'grants', g.row, 'award_date', g.award_date, call_date, day - g.award_date_to || ' days'
FROM typed_grants g
JOIN calls c USING (round_id)
WHERE g.award_date_to < day AND (c.award_date_to >= day) IS NOT FALSE;
