-- A published text that holds a withheld name in any spelling that the tables know, or its identifier.
SELECT DISTINCT resource, row, field, NULL AS value
FROM published_cells
JOIN withheld_spellings ON contains(' ' || folded(value) || ' ', spelling);
