-- One row per cell that differs, of the first `most` rows of each kind of change: change, row_key, field, old, new.
WITH picked AS (
    SELECT row_key, change
    FROM different_rows
    WHERE number <= getvariable('most')
),
old AS (
    SELECT row_key, field, value
    FROM (SELECT * EXCLUDE (content) FROM old_rows SEMI JOIN picked USING (row_key))
    UNPIVOT INCLUDE NULLS (value FOR field IN (* EXCLUDE (row_key)))
),
new AS (
    SELECT row_key, field, value
    FROM (SELECT * EXCLUDE (content) FROM new_rows SEMI JOIN picked USING (row_key))
    UNPIVOT INCLUDE NULLS (value FOR field IN (* EXCLUDE (row_key)))
)
SELECT change, row_key, field, old.value AS old, new.value AS new
FROM old
FULL JOIN new USING (row_key, field)
JOIN picked USING (row_key)
WHERE old.value IS DISTINCT FROM new.value
ORDER BY change, row_key, field;
