-- Every announcement beside what the data hold; nothing here is added to anything.
-- One row per announcement, in the order of the source table.

CREATE TABLE reconciliation AS
-- The awards in scope: grants of its rounds, remainders only if all their rounds are in it.
WITH in_scope AS (
    SELECT
        a.announcement_id,
        w.kind,
        w.award_count,
        w.cents IS NOT NULL AS has_money,
        w.currency = a.currency AS is_same_currency,
        converted(w.cents, w.currency, a.currency, w.date_from, w.date_to) AS cents
    FROM announcements a
    JOIN (SELECT DISTINCT announcement_id, round_id FROM announcement_rounds) one USING (announcement_id)
    JOIN (SELECT announcement_id, list(round_id) AS round_ids FROM announcement_rounds GROUP BY announcement_id) s
        USING (announcement_id)
    JOIN awards w ON w.round_ids[1] = one.round_id AND list_has_all(s.round_ids, w.round_ids)
    WHERE a.kind <> 'applications'
),
sums AS (
    SELECT
        announcement_id,
        -- no partial sums: unknown if one amount cannot be converted
        CASE WHEN count(cents) = count(*) FILTER (has_money) THEN sum(cents) END AS cents,
        bool_or(has_money) AS has_money,
        bool_and(is_same_currency) FILTER (has_money) AS is_same_currency,
        sum(award_count) AS award_count,
        count(*) FILTER (kind = 'grant') AS named_count
    FROM in_scope
    GROUP BY announcement_id
),
compared AS (
    SELECT
        a.row AS row_no,
        a.announcement_id,
        a.kind,
        a.precision,
        a.currency,
        a.ledger_basis,
        in_cents(a.amount) AS stated,
        sums.cents AS in_data,
        coalesce(sums.has_money, false) AS has_money,
        coalesce(sums.is_same_currency, true) AS is_same_currency,
        a.grant_count AS stated_count,
        CASE WHEN a.kind <> 'applications' THEN coalesce(sums.award_count, 0) END AS count_in_data,
        CASE WHEN a.kind <> 'applications' THEN coalesce(sums.named_count, 0) END AS named_count,
        -- The figure that decides: the amount where one is stated, else the number. `unit` is that of the last digit printed.
        coalesce(stated, stated_count) AS said,
        CASE WHEN stated IS NOT NULL THEN in_data ELSE count_in_data END AS found,
        CASE WHEN said = 0 THEN 0 ELSE 10 ** (length(said::VARCHAR) - length(rtrim(said::VARCHAR, '0'))) END AS unit
    FROM announcements a
    LEFT JOIN sums USING (announcement_id)
)
SELECT
    row_no,
    announcement_id,
    kind,
    from_cents(stated) AS stated_amount,
    currency,
    precision,
    from_cents(in_data) AS amount_in_data,
    from_cents(stated - in_data) AS amount_difference,
    CAST(stated_count AS DECIMAL(9, 0)) AS stated_count,
    CAST(count_in_data AS DECIMAL(9, 0)) AS count_in_data,
    CAST(stated_count - count_in_data AS DECIMAL(9, 0)) AS count_difference,
    CAST(named_count AS DECIMAL(9, 0)) AS named_count,
    CAST(stated_count - named_count AS DECIMAL(9, 0)) AS not_named_count,
    ledger_basis,
    CASE
        WHEN kind = 'applications' THEN 'not_in_data'
        WHEN stated IS NOT NULL AND currency IS NULL OR said IS NULL THEN 'not_comparable'
        WHEN found IS NULL THEN CASE WHEN has_money THEN 'not_comparable' ELSE 'not_in_data' END
        WHEN kind = 'envelope' THEN CASE WHEN found <= said THEN 'within' ELSE 'more_in_data' END
        WHEN precision = 'at_least' AND found >= said OR precision = 'at_most' AND found <= said THEN 'agrees'
        WHEN precision = 'about' AND 2 * abs(said - found) <= unit THEN 'agrees'
        WHEN precision = 'exact' AND said = found THEN 'agrees'
        WHEN precision = 'exact' AND NOT is_same_currency AND stated IS NOT NULL AND abs(said - found) * 100 <= said THEN 'agrees'
        WHEN found < said THEN 'less_in_data'
        ELSE 'more_in_data'
    END AS finding
FROM compared
ORDER BY row_no;

-- One row per announcement and display currency: the stated amount at the rate of the day of the statement, to be drawn
-- on one scale with others; none where it cannot be converted.
CREATE TABLE announcement_amounts AS
FROM (
    SELECT
        a.announcement_id,
        d.currency,
        from_cents(converted(in_cents(a.amount), a.currency, d.currency, a.as_of_date_from, a.as_of_date_to)) AS amount
    FROM announcements a
    CROSS JOIN display_currencies d
)
WHERE amount IS NOT NULL;
