-- One row per area of the selected rows and the priority area in which it stands.
-- Over: cube
SELECT DISTINCT {dimension} AS area, {across} AS priority_area
FROM selected
ORDER BY priority_area, area;
