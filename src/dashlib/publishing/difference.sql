-- Which rows of the table `after` are not as they were in the table `before`, matched by `row_key`.

CREATE OR REPLACE TEMP VIEW old_rows AS
SELECT *, hash(*COLUMNS(* EXCLUDE (row_key))) AS content
FROM before
WHERE row_key IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY row_key) = 1;

CREATE OR REPLACE TEMP VIEW new_rows AS
SELECT *, hash(*COLUMNS(* EXCLUDE (row_key))) AS content
FROM after
WHERE row_key IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY row_key) = 1;

-- One row per row that differs, numbered within its kind of change.
CREATE OR REPLACE TEMP TABLE different_rows AS
SELECT row_key, change, row_number() OVER (PARTITION BY change ORDER BY row_key) AS number
FROM (
    SELECT
        row_key,
        CASE WHEN o.content IS NULL THEN 'added' WHEN n.content IS NULL THEN 'gone' ELSE 'changed' END AS change
    FROM old_rows o
    FULL JOIN new_rows n USING (row_key)
    WHERE o.content IS DISTINCT FROM n.content
);
