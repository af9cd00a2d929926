-- What was awarded by name, and which rounds each announcement covers.

-- Money is split and converted in whole cents.
CREATE MACRO in_cents(amount) AS CAST(CAST(amount AS DECIMAL(38, 2)) * 100 AS HUGEINT);
CREATE MACRO from_cents(cents) AS CAST(CAST(cents AS DECIMAL(30, 0)) * 0.01 AS DECIMAL(18, 2));

-- One row per announcement and round that it covers: the rounds it lists, or all of its programme that fit its countries
-- and are known to lie wholly in its period.
CREATE TABLE announcement_rounds AS
SELECT announcement_id, unnest(string_split(scope_round_ids, ';')) AS round_id
FROM announcements
WHERE scope_round_ids IS NOT NULL
UNION ALL
SELECT a.announcement_id, r.round_id
FROM announcements a
JOIN rounds r USING (programme_id)
WHERE a.scope_round_ids IS NULL
  AND (a.scope_countries IS NULL OR list_contains(string_split(a.scope_countries, ';'), r.countries))
  AND (a.period_start IS NULL OR coalesce(r.award_date_from >= a.period_start_from, false))
  AND (a.period_end IS NULL OR coalesce(r.award_date_to <= a.period_end_to, false));

-- One row per round with the values that its grants and remainders take from it.
CREATE TABLE round_values AS
SELECT
    r.round_id,
    r.programme_id,
    p.funder_org_id,
    r.grant_type_code,
    coalesce(basis.announcement_id, r.round_id) AS call_id,
    CASE WHEN r.countries IS NULL THEN 'unknown'
         WHEN contains(r.countries, ';') THEN 'several-countries'
         ELSE r.countries END AS country_value,
    r.award_date_from AS date_from,
    r.award_date_to AS date_to,
    CASE WHEN year(r.award_date_from) = year(r.award_date_to) THEN year(r.award_date_from)::VARCHAR
         ELSE 'unknown' END AS award_year,
    r.source_id
FROM rounds r
JOIN programmes p USING (programme_id)
LEFT JOIN (SELECT round_id, announcement_id
           FROM announcement_rounds
           JOIN announcements USING (announcement_id)
           WHERE ledger_basis) basis USING (round_id);

-- One row per named grant: its value on every dimension but area, its amount in whole cents (NULL: undisclosed).
CREATE TABLE grant_awards AS
WITH placed AS (
    SELECT
        g.*,
        coalesce(g.countries, g.country, CASE WHEN g.withheld IS NULL THEN o.country END) AS place,
        CASE WHEN coalesce(g.countries, g.country) IS NOT NULL THEN 'work'
             WHEN g.withheld IS NULL AND o.country IS NOT NULL THEN 'seat' END AS place_basis,
        o.municipality AS seat
    FROM grants g
    LEFT JOIN organizations o ON o.organization_id = g.recipient_org_id
)
SELECT
    'grant' AS kind,
    g.grant_id AS award_id,
    r.programme_id AS programme,
    r.funder_org_id AS funder,
    r.call_id AS call,
    r.round_id AS round,
    r.grant_type_code AS grant_type,
    CASE WHEN g.place IS NULL AND g.withheld = 'all' THEN 'withheld'
         WHEN g.place IS NULL THEN 'unknown'
         WHEN contains(g.place, ';') THEN 'several-countries'
         ELSE g.place END AS country,
    CASE WHEN g.withheld IS NOT NULL THEN 'withheld'
         WHEN contains(g.municipality, ';') OR g.municipality IS NOT NULL AND contains(g.place, ';') THEN 'several-places'
         WHEN g.municipality IS NOT NULL THEN coalesce(g.place, 'unknown') || '/' || g.municipality
         WHEN g.place_basis = 'seat' AND g.seat IS NOT NULL THEN g.place || '/' || g.seat
         ELSE 'unknown' END AS municipality,
    g.place_basis,
    coalesce(g.recipient_org_id, 'withheld') AS organization,
    coalesce(g.award_date_from, r.date_from) AS date_from,
    coalesce(g.award_date_to, r.date_to) AS date_to,
    [r.round_id] AS round_ids,
    CASE WHEN g.amount_awarded IS NOT NULL THEN g.currency END AS currency,
    in_cents(g.amount_awarded) AS cents,
    1 AS award_count,
    string_split(g.area_ids, ';') AS area_ids,
    string_split(g.area_shares, ';') AS area_shares,
    CASE WHEN g.withheld = 'all' THEN 'withheld' ELSE 'unknown' END AS area_bucket,
    coalesce(g.source_id, r.source_id) AS source_id
FROM placed g
JOIN round_values r USING (round_id);

-- One row per basis announcement: what its rounds agree on, NULL where they do not, and the interval of its awards, unknown
-- if one of its rounds has none.
CREATE TABLE basis_values AS
SELECT
    a.announcement_id,
    list(r.round_id ORDER BY r.round_id) AS round_ids,
    CASE WHEN count(DISTINCT r.grant_type_code) = 1 THEN any_value(r.grant_type_code) END AS grant_type,
    CASE WHEN count(DISTINCT r.country_value) = 1 THEN any_value(r.country_value) END AS country,
    CASE WHEN count(r.date_from) = 0 THEN 'unknown'
         WHEN count(DISTINCT r.award_year) = 1 AND count(r.date_from) = count(*) THEN any_value(r.award_year) END AS award_year,
    CASE WHEN count(*) = count(r.date_from) THEN min(r.date_from) END AS date_from,
    CASE WHEN count(*) = count(r.date_to) THEN max(r.date_to) END AS date_to
FROM announcements a
JOIN announcement_rounds USING (announcement_id)
JOIN round_values r USING (round_id)
WHERE a.ledger_basis
GROUP BY a.announcement_id;
