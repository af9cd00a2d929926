-- Telephone numbers in texts: with the code of a country, or after a word that says so.
SELECT resource, row, field, regexp_extract(value, getvariable('telephone'), 1) AS value
FROM members
WHERE kind IN ('text', 'list') AND (contains(value, '+') OR regexp_matches(value, '(?i:tel|phone|mob|тел|моб)'))
  AND regexp_matches(value, getvariable('telephone'))
ORDER BY row, field, value;
