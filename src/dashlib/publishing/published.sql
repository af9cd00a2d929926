-- Source tables as they are published, where they gain columns that the build derives.

CREATE VIEW published_grants AS
SELECT
    g.* EXCLUDE (row),
    w.date_from,
    w.date_to,
    w.country AS country_value,
    w.municipality AS municipality_value,
    w.place_basis,
    CASE WHEN g.withheld IS NULL
         THEN folded(concat_ws(' ', o.name, o.name_local, o.aka, g.title, g.description, g.keywords)) END AS search_text
FROM grants g
JOIN grant_awards w ON w.award_id = g.grant_id
LEFT JOIN organizations o ON o.organization_id = g.recipient_org_id;

CREATE VIEW published_rounds AS
SELECT r.* EXCLUDE (row), v.date_from, v.date_to, v.country_value, v.call_id
FROM rounds r
JOIN round_values v USING (round_id);

CREATE VIEW published_events AS
SELECT
    * EXCLUDE (row),
    date_start_from AS date_from,
    coalesce(date_end_to, date_start_to) AS date_to,
    folded(concat_ws(' ', name, name_local, city, venue, description)) AS search_text
FROM events;
