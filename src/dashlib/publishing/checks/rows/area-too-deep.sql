SELECT 'areas' AS resource, a.row, 'parent_area_id' AS field, a.area_id AS value
FROM typed_areas a
JOIN typed_areas parent ON parent.area_id = a.parent_area_id
WHERE parent.parent_area_id IS NOT NULL AND a.area_id <> a.parent_area_id AND parent.area_id <> parent.parent_area_id;
