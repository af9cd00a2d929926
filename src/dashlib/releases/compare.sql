-- One row: how many rows of the table `after` the table `before` did not have, has otherwise, and had besides,
-- matched by the columns of `key`, compared in the columns of `fields`.
WITH old AS (
    SELECT row(*COLUMNS(lambda c: list_contains(getvariable('key'), c))) AS id,
           hash(*COLUMNS(lambda c: list_contains(getvariable('fields'), c))) AS content
    FROM before
),
new AS (
    SELECT row(*COLUMNS(lambda c: list_contains(getvariable('key'), c))) AS id,
           hash(*COLUMNS(lambda c: list_contains(getvariable('fields'), c))) AS content
    FROM after
)
SELECT
    count(*) FILTER (old.id IS NULL) AS added,
    count(*) FILTER (old.content <> new.content) AS changed,
    count(*) FILTER (new.id IS NULL) AS gone
FROM old
FULL JOIN new ON old.id = new.id;
