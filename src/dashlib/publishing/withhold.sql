-- From typed to published source tables: what is withheld, for safety or because it is a person, is left out by a list of what is permitted.

-- One row per withheld grant with the number of its public identifier, which depends only on what is published.
CREATE TABLE withheld_grants AS
SELECT
    *,
    round_id || '-withheld-' || row_number() OVER (
        PARTITION BY round_id
        ORDER BY amount_awarded NULLS LAST, currency, withheld, country, countries, area_ids, area_shares, award_date
    ) AS public_id
FROM typed_grants
WHERE withheld IS NOT NULL;

CREATE TABLE grants AS
FROM typed_grants
WHERE withheld IS NULL
UNION ALL BY NAME
SELECT
    row, public_id AS grant_id, round_id, withheld, amount_awarded, currency, amount_status,
    country, countries, area_ids, area_shares, award_date, award_date_from, award_date_to
FROM withheld_grants
WHERE withheld IN ('organization', 'individual')
UNION ALL BY NAME
SELECT
    g.row, g.public_id AS grant_id, g.round_id, g.withheld, g.amount_awarded, g.currency, g.amount_status,
    CASE WHEN NOT contains(r.countries, ';') THEN r.countries END AS country,
    CASE WHEN NOT contains(r.countries, ';') THEN r.countries END AS countries,
    r.award_date, r.award_date_from, r.award_date_to
FROM withheld_grants g
LEFT JOIN typed_rounds r USING (round_id)
WHERE g.withheld = 'all';

CREATE TABLE programmes AS FROM typed_programmes;
CREATE TABLE rounds AS FROM typed_rounds;
CREATE TABLE areas AS FROM typed_areas;
CREATE TABLE announcements AS FROM typed_announcements;
CREATE TABLE events AS FROM typed_events;
CREATE TABLE event_speakers AS FROM typed_event_speakers;
CREATE TABLE exchange_rates AS FROM typed_exchange_rates WHERE rate > 0 AND currency <> 'EUR';
CREATE TABLE grant_types AS FROM typed_grant_types;
CREATE TABLE event_types AS FROM typed_event_types;

-- Only organizations to which something published refers; a role that nothing published shows is left out as well.
CREATE TABLE organizations AS
WITH referred AS (
    SELECT recipient_org_id AS organization_id, 'awardee' AS role FROM grants
    UNION SELECT unnest(string_split(partner_org_ids, ';')), 'partner' FROM grants
    UNION SELECT funder_org_id, 'funder' FROM programmes
    UNION SELECT unnest(string_split(operator_org_ids, ';')), 'operator' FROM programmes
    UNION SELECT unnest(string_split(organizer_org_ids, ';')), 'organizer' FROM events
),
shown AS (
    SELECT organization_id, list(role) AS shown_roles FROM referred GROUP BY organization_id
)
SELECT
    o.* REPLACE (
        CASE WHEN organization_id IN (SELECT recipient_org_id FROM withheld_grants)
             THEN array_to_string(list_filter(string_split(roles, ';'), lambda role: list_contains(shown_roles, role)), ';')
             ELSE roles END AS roles
    )
FROM typed_organizations o
JOIN shown USING (organization_id);

-- Only sources to which something published refers, by its source_id or by name in a note.
CREATE TABLE sources AS
WITH RECURSIVE texts AS (
    SELECT source_id, note FROM programmes
    UNION ALL SELECT source_id, note FROM rounds
    UNION ALL SELECT source_id, description FROM areas
    UNION ALL SELECT source_id, note FROM organizations
    UNION ALL SELECT source_id, note FROM grants
    UNION ALL SELECT source_id, note FROM announcements
    UNION ALL SELECT source_id, note FROM events
    UNION ALL SELECT source_id, note FROM event_speakers
    UNION ALL SELECT source_id, NULL FROM exchange_rates
    UNION ALL SELECT source_id, NULL FROM grant_types
),
mentions AS (
    SELECT source_id FROM texts
    UNION SELECT unnest(regexp_extract_all(note, '[\w.:/-]*\w')) FROM texts
),
referred AS (
    SELECT source_id FROM mentions
    UNION
    SELECT unnest(regexp_extract_all(s.note, '[\w.:/-]*\w'))
    FROM typed_sources s
    JOIN referred USING (source_id)
)
SELECT s.*
FROM typed_sources s
WHERE s.source_id IN (SELECT source_id FROM referred);

-- Partners of withheld grants whom nothing else names: they would give their awardee away.
CREATE VIEW withheld_partners AS
SELECT o.*
FROM typed_organizations o
WHERE o.organization_id IN (SELECT unnest(string_split(partner_org_ids, ';')) FROM withheld_grants)
  AND o.organization_id NOT IN (SELECT organization_id FROM organizations);
