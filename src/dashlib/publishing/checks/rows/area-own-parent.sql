SELECT 'areas' AS resource, row, 'parent_area_id' AS field, area_id AS value
FROM typed_areas
WHERE area_id = parent_area_id;
