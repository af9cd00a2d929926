-- One row per value of a dimension and line currency of `values.sql`: the named awardees of its grants.
-- Over: awards
SELECT {dimension} AS value_id, line_currency AS line, count(DISTINCT organization) AS awardee_count
FROM selected
WHERE kind = 'grant' AND NOT is_withheld
GROUP BY {dimension}, line_currency;
