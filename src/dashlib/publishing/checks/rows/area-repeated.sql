SELECT 'grants' AS resource, row, 'area_ids' AS field, area_id AS value, NULL AS detail
FROM (SELECT row, unnest(string_split(area_ids, ';')) AS area_id FROM typed_grants)
GROUP BY row, area_id
HAVING count(*) > 1;
