-- One row per area of the selected rows and the priority area in which it stands.
SELECT DISTINCT area, priority_area
FROM selected
ORDER BY priority_area, area;
