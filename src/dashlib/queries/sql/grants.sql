-- One row per selected grant, newest first, or by amount, or in the order of `places`, identifiers of grants or awardees;
-- `most` of them after the `first` ones. `share` is the part that is selected (1: the whole grant), `shown_amount` the whole
-- amount in the display currency, or as awarded where it cannot be converted.
-- Over: awards
WITH shares AS (
    SELECT
        grant_id,
        any_value(organization) AS organization,
        any_value(date_from) AS date_from,
        any_value(date_to) AS date_to,
        sum(grant_share) AS share
    FROM selected
    WHERE kind = 'grant'
    GROUP BY grant_id
),
wholes AS (
    SELECT grant_id, sum(shown_amount) AS shown_amount, any_value(shown_currency) AS shown_currency
    FROM ledger
    WHERE kind = 'grant'
    GROUP BY grant_id
),
places AS (
    SELECT unnest(ids) AS id, generate_subscripts(ids, 1) AS place
    FROM (SELECT string_split(getvariable('asked').places, chr(31)) AS ids)
),
page AS (
    SELECT
        s.grant_id,
        s.share,
        w.shown_amount,
        w.shown_currency,
        p.place,
        -- Amounts that cannot be compared come after those that can, and what is not published last.
        CASE WHEN getvariable('asked').sort = 'amount'
             THEN CASE WHEN w.shown_currency IS NULL THEN 2
                       WHEN w.shown_currency <> getvariable('asked').display_currency THEN 1
                       ELSE 0 END END AS comparable,
        CASE WHEN comparable = 0 THEN w.shown_amount END AS compared,
        s.date_from,
        s.date_to
    FROM shares s
    JOIN wholes w USING (grant_id)
    LEFT JOIN places p ON p.id = CASE getvariable('asked').sort WHEN 'name' THEN s.organization ELSE s.grant_id END
    ORDER BY p.place NULLS LAST, comparable, compared DESC, s.date_from DESC NULLS LAST, s.date_to DESC, s.grant_id
    LIMIT (getvariable('asked').most) OFFSET (getvariable('asked').first)
)
SELECT
    g.* EXCLUDE (search_text),
    o.name AS organization_name,
    r.name AS round_name,
    r.grant_type_code,
    r.call_id,
    p.share,
    t.title AS grant_type,
    p.shown_amount,
    p.shown_currency
FROM page p
JOIN grants g USING (grant_id)
JOIN rounds r USING (round_id)
LEFT JOIN grant_types t ON t.code = r.grant_type_code
LEFT JOIN organizations o ON o.organization_id = g.recipient_org_id
ORDER BY p.place NULLS LAST, p.comparable, p.compared DESC, p.date_from DESC NULLS LAST, p.date_to DESC, g.grant_id;
