-- The texts of one published table, added to published_cells.
INSERT INTO published_cells
SELECT getvariable('resource'), row, field, value
FROM (SELECT row, COLUMNS(lambda c: c <> 'row')::VARCHAR FROM query_table(getvariable('resource')))
    UNPIVOT (value FOR field IN (COLUMNS(* EXCLUDE (row))));
