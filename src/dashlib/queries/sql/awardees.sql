-- One row per named awardee of the selected grants, by identifier: its names and seat; of these grants the number, types,
-- countries, known areas, the interval of the latest award, and the published money, one part per shown currency.
WITH money AS (
    SELECT organization, list({'currency': shown_currency, 'amount': amount} ORDER BY shown_currency) AS money
    FROM (SELECT organization, shown_currency, sum(shown_amount) AS amount
          FROM selected
          WHERE kind = 'grant' AND shown_amount IS NOT NULL
          GROUP BY ALL)
    GROUP BY organization
),
awarded AS (
    SELECT
        organization,
        count(DISTINCT grant_id) AS grant_count,
        count(DISTINCT grant_id) FILTER (shown_amount IS NOT NULL) AS published_count,
        list(DISTINCT grant_type ORDER BY grant_type) AS grant_types,
        list(DISTINCT country ORDER BY country) AS countries,
        list(DISTINCT area ORDER BY area) FILTER (NOT list_contains(getvariable('asked').buckets, area)) AS areas,
        arg_max(date_from, date_to) AS date_from,
        max(date_to) AS date_to
    FROM selected
    WHERE kind = 'grant'
    GROUP BY organization
)
SELECT o.organization_id, o.name, o.name_local, o.country, o.municipality, a.* EXCLUDE (organization), m.money
FROM awarded a
JOIN organizations o ON o.organization_id = a.organization
LEFT JOIN money m ON m.organization = a.organization
ORDER BY o.organization_id;
