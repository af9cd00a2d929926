-- The tables from which a release is served, derived once from its own; never published, never cited.

CREATE MACRO is_measure(name) AS name LIKE 'amount%' OR name IN ('grant_share', 'grants');
-- What tells single awards apart.
CREATE MACRO is_of_one(name) AS
    name IN ('funding_no', 'grant_id', 'announcement_id', 'municipality', 'organization', 'place_basis', 'date_from', 'date_to', 'round_ids',
             'source_id');

-- awards_by_area: a grant and one of its areas, or a remainder: the rows of the ledger, with what questions ask of the
-- grant. `earlier` are the areas and priority areas of the rows of the same grant before this one, `earlier_beside` those
-- in the same priority area: who counts whole grants leaves out a row of which an earlier one is counted.
CREATE TABLE awards_by_area AS
WITH parts AS (
    SELECT
        funding_no,
        list(area) OVER before AS areas,
        list(priority_area) OVER before AS priority_areas,
        list(area) OVER beside AS areas_beside,
        list(priority_area) OVER beside AS priority_areas_beside
    FROM funding
    WHERE kind = 'grant'
    WINDOW before AS (PARTITION BY grant_id ORDER BY funding_no ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
           beside AS (PARTITION BY grant_id, priority_area ORDER BY funding_no ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
)
SELECT
    f.*,
    list_sort(list_distinct(list_concat(p.areas, p.priority_areas))) AS earlier,
    list_sort(list_distinct(list_concat(p.areas_beside, p.priority_areas_beside))) AS earlier_beside,
    f.kind = 'grant' AND f.organization = 'withheld' AS is_withheld,
    f.date_from IS NOT NULL AS has_date,
    f.area NOT IN ('unknown', 'withheld', 'not-broken-down') AS has_area,
    coalesce(g.title IS NOT NULL, false) AS has_title,
    -- What has an amount and what has none never share a row: so an amount is null only where nothing of it is known.
    COLUMNS('(amount.*)') IS NULL AS 'no_\1',
    CASE f.kind WHEN 'grant' THEN 1 ELSE 0 END AS grants
FROM funding f
LEFT JOIN parts p USING (funding_no)
LEFT JOIN (SELECT grant_id, title FROM grants) g USING (grant_id)
ORDER BY f.kind DESC, f.date_to DESC NULLS LAST, f.grant_id, f.funding_no;

-- awards: a grant or a remainder, whatever its areas.
CREATE TABLE awards AS
SELECT
    COLUMNS(lambda c: NOT is_measure(c) AND c NOT LIKE '%area' AND c NOT LIKE 'earlier%' AND c <> 'funding_no'),
    has_area,
    CAST(sum(COLUMNS(lambda c: c LIKE 'amount%')) AS DECIMAL(18, 2)),
    CAST(sum(grant_share) AS DECIMAL(18, 6)) AS grant_share,
    any_value(grants) AS grants
FROM awards_by_area
GROUP BY ALL
ORDER BY kind DESC, date_to DESC NULLS LAST, grant_id;

-- The cubes: as many awards as have everything in common that does not tell single ones apart.
CREATE MACRO cells(name) AS TABLE
SELECT
    COLUMNS(lambda c: NOT is_measure(c) AND NOT is_of_one(c)),
    CAST(sum(COLUMNS(lambda c: c LIKE 'amount%')) AS DECIMAL(18, 2)),
    CAST(sum(grant_share) AS DECIMAL(18, 6)) AS grant_share,
    CAST(sum(grants) AS BIGINT) AS grants
FROM query_table(name)
GROUP BY ALL;

CREATE TABLE cube_by_area AS FROM cells('awards_by_area');
CREATE TABLE cube AS FROM cells('awards');
