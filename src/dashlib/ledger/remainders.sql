-- What was announced and is not published per awardee: basis announcement less the grants of its rounds.

-- One row per basis announcement and grant of its rounds; cents in the announcement's currency.
-- NULL for a disclosed grant that cannot be converted: the check conversion-missing refuses that.
CREATE TABLE basis_grants AS
SELECT
    a.announcement_id,
    g.award_id AS grant_id,
    g.cents IS NOT NULL AS is_disclosed,
    converted(g.cents, g.currency, a.currency, g.date_from, g.date_to) AS cents
FROM announcements a
JOIN announcement_rounds USING (announcement_id)
JOIN grant_awards g ON g.round = round_id
WHERE a.ledger_basis;

-- One row per basis announcement with something left, in the columns of grant_awards.
CREATE TABLE remainder_awards AS
WITH named AS (
    SELECT announcement_id, sum(cents) AS cents, count(*) AS grant_count
    FROM basis_grants
    GROUP BY announcement_id
),
agreed AS (
    SELECT
        announcement_id,
        list(round_id ORDER BY round_id) AS round_ids,
        CASE WHEN count(DISTINCT grant_type_code) = 1 THEN any_value(grant_type_code) END AS grant_type,
        CASE WHEN count(DISTINCT country_value) = 1 THEN any_value(country_value) END AS country,
        CASE WHEN count(date_from) = 0 THEN 'unknown'
             WHEN count(DISTINCT award_year) = 1 AND count(date_from) = count(*) THEN any_value(award_year) END AS award_year
    FROM announcement_rounds
    JOIN round_values USING (round_id)
    GROUP BY announcement_id
),
left_over AS (
    SELECT
        a.announcement_id,
        a.programme_id,
        a.currency,
        a.source_id,
        greatest(in_cents(a.amount) - coalesce(named.cents, 0), 0) AS cents,
        greatest(coalesce(a.grant_count, 0) - coalesce(named.grant_count, 0), 0) AS award_count
    FROM announcements a
    LEFT JOIN named USING (announcement_id)
    WHERE a.ledger_basis
)
SELECT
    'remainder' AS kind,
    l.announcement_id AS award_id,
    l.programme_id AS programme,
    p.funder_org_id AS funder,
    l.announcement_id AS call,
    CASE WHEN len(agreed.round_ids) = 1 THEN agreed.round_ids[1] ELSE 'not-broken-down' END AS round,
    coalesce(agreed.grant_type, 'not-broken-down') AS grant_type,
    coalesce(agreed.country, 'not-broken-down') AS country,
    'not-broken-down' AS municipality,
    NULL AS place_basis,
    'not-broken-down' AS organization,
    basis_days.date_from,
    basis_days.date_to,
    coalesce(agreed.award_year, 'not-broken-down') AS award_year,
    agreed.round_ids,
    CASE WHEN l.cents > 0 THEN l.currency END AS currency,
    CASE WHEN l.cents > 0 THEN l.cents END AS cents,
    l.award_count,
    NULL AS area_ids,
    NULL AS area_shares,
    'not-broken-down' AS area_bucket,
    l.source_id
FROM left_over l
JOIN programmes p USING (programme_id)
JOIN agreed USING (announcement_id)
JOIN basis_days USING (announcement_id)
WHERE l.cents > 0 OR l.award_count > 0;
