-- Members that a cell names twice: a round would be counted twice, a country would look like several.
SELECT resource, row, field, value
FROM members
WHERE is_list AND kind <> 'shares' AND value <> ''
GROUP BY resource, row, field, value
HAVING count(*) > 1
ORDER BY row, field, value;
