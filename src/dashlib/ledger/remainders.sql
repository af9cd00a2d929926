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
WITH left_over AS (
    SELECT
        a.announcement_id,
        a.programme_id,
        a.currency,
        a.source_id,
        greatest(in_cents(a.amount) - coalesce(sum(b.cents), 0), 0) AS cents,
        greatest(coalesce(a.grant_count, 0) - count(b.grant_id), 0) AS award_count
    FROM announcements a
    LEFT JOIN basis_grants b USING (announcement_id)
    WHERE a.ledger_basis
    GROUP BY a.announcement_id, a.programme_id, a.currency, a.source_id, a.amount, a.grant_count
)
SELECT
    'remainder' AS kind,
    l.announcement_id AS award_id,
    l.programme_id AS programme,
    p.funder_org_id AS funder,
    l.announcement_id AS call,
    CASE WHEN len(b.round_ids) = 1 THEN b.round_ids[1] ELSE 'not-broken-down' END AS round,
    coalesce(b.grant_type, 'not-broken-down') AS grant_type,
    coalesce(b.country, 'not-broken-down') AS country,
    'not-broken-down' AS municipality,
    NULL AS place_basis,
    'not-broken-down' AS organization,
    b.date_from,
    b.date_to,
    coalesce(b.award_year, 'not-broken-down') AS award_year,
    b.round_ids,
    CASE WHEN l.cents > 0 THEN l.currency END AS currency,
    CASE WHEN l.cents > 0 THEN l.cents END AS cents,
    l.award_count,
    NULL AS area_ids,
    NULL AS area_shares,
    'not-broken-down' AS area_bucket,
    l.source_id
FROM left_over l
JOIN programmes p USING (programme_id)
JOIN basis_values b USING (announcement_id)
WHERE l.cents > 0 OR l.award_count > 0;
