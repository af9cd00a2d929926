-- The ledger: one row per grant and area, one per remainder. Every amount on every page is a sum over it.

-- One row per grant or remainder, before the split by area; numbered, since numbers are joined faster than identifiers.
CREATE TABLE awards AS
SELECT
    row_number() OVER () AS award_no,
    * EXCLUDE (award_year),
    coalesce(award_year, CASE WHEN year(date_from) = year(date_to) THEN year(date_from)::VARCHAR END, 'unknown') AS year
FROM (FROM grant_awards UNION ALL BY NAME FROM remainder_awards);

-- One row per award and measure: what is split, in its smallest unit (cents, millionths of a grant). The whole grant
-- is converted first; then each currency's amount is split by itself.
CREATE TABLE measures AS
SELECT award_no, 'grant_share' AS measure, 0.000001 AS unit, CAST(award_count * 1000000 AS HUGEINT) AS whole
FROM awards
UNION ALL
SELECT award_no, 'amount', 0.01, cents
FROM awards
UNION ALL
SELECT a.award_no, d.amount_column, 0.01, converted(a.cents, a.currency, d.currency, a.date_from, a.date_to)
FROM awards a
CROSS JOIN display_currencies d;

-- One row per award and area it names, in the order of the cell; weight is its share in units of the total weight.
CREATE TABLE parts AS
WITH named AS (
    SELECT award_no, area_shares, len(area_ids) AS part_count, unnest(area_ids) AS area_id,
           generate_subscripts(area_ids, 1) AS part
    FROM awards
    WHERE area_ids IS NOT NULL
)
SELECT
    n.award_no,
    n.part,
    coalesce(a.parent_area_id, a.area_id) AS priority_area,
    CASE WHEN a.parent_area_id IS NULL THEN a.area_id || '.theme-not-stated' ELSE a.area_id END AS area,
    coalesce(CAST(CAST(n.area_shares[n.part] AS DECIMAL(38, 9)) * 1000000000 AS HUGEINT), 1) AS weight,
    CASE WHEN n.area_shares IS NULL THEN n.part_count ELSE 1000000000 END AS total_weight
FROM named n
JOIN areas a USING (area_id)
UNION ALL
SELECT award_no, 1, area_bucket, area_bucket, 1, 1
FROM awards
WHERE area_ids IS NULL;

-- One row per part and measure: floors first, then one unit more for the largest remainders, ties in the cell's order.
CREATE TABLE split AS
WITH floors AS (
    SELECT
        award_no,
        part,
        measure,
        unit,
        whole * weight // total_weight AS units,
        whole - sum(units) OVER (PARTITION BY award_no, measure) AS units_missing,
        row_number() OVER (PARTITION BY award_no, measure ORDER BY whole * weight % total_weight DESC, part) AS place
    FROM parts
    JOIN measures USING (award_no)
)
SELECT
    award_no,
    part,
    measure,
    CAST(CAST(units + CASE WHEN place <= units_missing THEN 1 ELSE 0 END AS DECIMAL(30, 0)) * unit AS DECIMAL(38, 6)) AS quantity
FROM floors;

CREATE TABLE funding AS
WITH amounts AS (
    PIVOT (FROM split
           UNION ALL BY NAME -- every measure, also where there is no award
           SELECT unnest(['grant_share', 'amount']) AS measure
           UNION ALL BY NAME
           SELECT amount_column AS measure FROM display_currencies)
    ON measure USING any_value(quantity) GROUP BY award_no, part
)
SELECT
    row_number() OVER (ORDER BY a.year, a.country, p.area, a.kind, a.award_id) AS funding_no,
    a.kind,
    CASE WHEN a.kind = 'grant' THEN a.award_id END AS grant_id,
    CASE WHEN a.kind = 'remainder' THEN a.award_id END AS announcement_id,
    a.programme,
    a.funder,
    a.call,
    a.round,
    a.grant_type,
    a.country,
    a.municipality,
    p.priority_area,
    p.area,
    a.organization,
    a.year,
    a.place_basis,
    a.date_from,
    a.date_to,
    array_to_string(a.round_ids, ';') AS round_ids,
    a.currency,
    CAST(COLUMNS(lambda c: c LIKE 'amount%') AS DECIMAL(18, 2)),
    CAST(grant_share AS DECIMAL(18, 6)) AS grant_share,
    a.source_id
FROM amounts
JOIN awards a USING (award_no)
JOIN parts p USING (award_no, part);

-- One row per rate with which an amount was converted.
CREATE TABLE rates_used AS
WITH legs AS (
    SELECT a.date_to, a.date_from = a.date_to AS is_exact, a.currency AS from_currency, d.currency AS to_currency
    FROM awards a
    CROSS JOIN (FROM (SELECT currency FROM display_currencies)
                UNION SELECT currency FROM announcements WHERE currency IS NOT NULL) d
    WHERE a.cents IS NOT NULL AND a.currency <> d.currency
)
SELECT DISTINCT r.currency, r.rate_date, CAST(CAST(r.units AS DECIMAL(18, 0)) * 0.000001 AS DECIMAL(18, 6)) AS rate, r.origin, r.source_id
FROM legs
JOIN rate_on r ON r.day = legs.date_to AND r.is_exact = legs.is_exact AND r.currency IN (legs.from_currency, legs.to_currency)
WHERE r.origin <> 'euro';
