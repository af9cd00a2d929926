-- Whole amounts that are the digits of an identifier, or a date in figures: a cell beside it was copied.
WITH amounts AS (
    SELECT
        g.row,
        g.amount_awarded::BIGINT::VARCHAR AS digits,
        g.amount_awarded::BIGINT AS whole,
        g.grant_id,
        o.registration_number,
        list_filter([g.award_date_from, g.planned_start_date_from, g.planned_end_date_from, r.award_date_from],
                    lambda day: day IS NOT NULL) AS days
    FROM typed_grants g
    LEFT JOIN typed_rounds r USING (round_id)
    LEFT JOIN (SELECT organization_id, first(registration_number ORDER BY row) AS registration_number
               FROM typed_organizations GROUP BY ALL) o ON o.organization_id = g.recipient_org_id
    WHERE g.amount_awarded >= 1000 AND g.amount_awarded = floor(g.amount_awarded)
),
judged AS (
    SELECT row, digits, CASE
        WHEN ltrim(regexp_replace(grant_id, '\D', '', 'g'), '0') = digits THEN 'the digits of grant_id'
        WHEN whole >= 10000 AND ltrim(regexp_replace(registration_number, '\D', '', 'g'), '0') = digits
            THEN 'the registration number of the awardee'
        -- as 20230630, 30062023 or 2023, or counted in days as spreadsheets do
        WHEN whole BETWEEN 19900101 AND 20991231 AND try_strptime(digits, '%Y%m%d') IS NOT NULL
             OR len(digits) BETWEEN 7 AND 8 AND whole % 10000 BETWEEN 1990 AND 2099 AND try_strptime(lpad(digits, 8, '0'), '%d%m%Y') IS NOT NULL
             OR list_contains(list_transform(days, lambda day: year(day)), whole)
             OR list_contains(list_transform(days, lambda day: day - DATE '1899-12-30'), whole) THEN 'a date'
    END AS detail
    FROM amounts
)
SELECT 'grants' AS resource, row, 'amount_awarded' AS field, digits AS value, detail
FROM judged
WHERE detail IS NOT NULL
ORDER BY row;
