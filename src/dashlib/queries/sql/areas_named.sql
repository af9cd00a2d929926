-- One row per area of a list of identifiers, with the area above it and its source, by name.
SELECT a.area_id, a.name, a.description, a.source_id, p.name AS parent_name
FROM areas a
LEFT JOIN areas p ON p.area_id = a.parent_area_id
WHERE list_contains(getvariable('asked').ids, a.area_id)
ORDER BY a.name, a.area_id;
