-- One row: how many rows a table has (`row_count`), and how many of them fill each field, under the field's name.
SELECT count(*) AS row_count, count(COLUMNS(*)) FROM query_table(getvariable('asked').table);
