SELECT 'grants' AS resource, g.row, 'area_ids' AS field, a.parent_area_id AS value, string_agg(a.area_id, ', ' ORDER BY a.area_id) AS detail
FROM typed_grants g
JOIN typed_areas a ON list_contains(string_split(g.area_ids, ';'), a.area_id) AND list_contains(string_split(g.area_ids, ';'), a.parent_area_id)
WHERE a.area_id <> a.parent_area_id
GROUP BY g.row, a.parent_area_id;
