-- The keys of one table, added to known_keys.
INSERT INTO known_keys
SELECT getvariable('resource'), COLUMNS(lambda c: c = getvariable('key'))
FROM query_table(getvariable('given'));
