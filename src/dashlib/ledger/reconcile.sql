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
        CASE WHEN w.currency = a.currency THEN w.cents ELSE converted(w.cents, own.units, target.units) END AS cents
    FROM announcements a
    JOIN (SELECT announcement_id, list(round_id) AS round_ids FROM announcement_rounds GROUP BY announcement_id) s
        USING (announcement_id)
    JOIN awards w ON list_has_all(s.round_ids, w.round_ids)
    LEFT JOIN rate_on own ON own.currency = w.currency AND own.day = w.date_to AND own.is_exact = (w.date_from = w.date_to)
    LEFT JOIN rate_on target ON target.currency = a.currency AND target.day = own.day AND target.is_exact = own.is_exact
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
        a.kind <> 'applications' AS is_compared,
        in_cents(a.amount) AS stated,
        sums.cents AS in_data,
        coalesce(sums.has_money, false) AS has_money,
        coalesce(sums.is_same_currency, true) AS is_same_currency,
        a.grant_count AS stated_count,
        coalesce(sums.award_count, 0) AS count_in_data,
        coalesce(sums.named_count, 0) AS named_count
    FROM announcements a
    LEFT JOIN sums USING (announcement_id)
),
-- The figure that decides: the amount where one is stated, else the number. `unit` is that of the last digit printed.
judged AS (
    SELECT
        *,
        CASE WHEN stated IS NOT NULL THEN stated ELSE stated_count END AS said,
        CASE WHEN stated IS NOT NULL THEN in_data ELSE count_in_data END AS found,
        CASE WHEN said = 0 THEN 0 ELSE 10 ** (length(said::VARCHAR) - length(rtrim(said::VARCHAR, '0'))) END AS unit
    FROM compared
)
SELECT
    row_no,
    announcement_id,
    kind,
    from_cents(stated) AS stated_amount,
    currency,
    precision,
    CASE WHEN is_compared THEN from_cents(in_data) END AS amount_in_data,
    CASE WHEN is_compared THEN from_cents(stated - in_data) END AS amount_difference,
    CAST(stated_count AS DECIMAL(9, 0)) AS stated_count,
    CASE WHEN is_compared THEN CAST(count_in_data AS DECIMAL(9, 0)) END AS count_in_data,
    CASE WHEN is_compared THEN CAST(stated_count - count_in_data AS DECIMAL(9, 0)) END AS count_difference,
    CASE WHEN is_compared THEN CAST(named_count AS DECIMAL(9, 0)) END AS named_count,
    CASE WHEN is_compared THEN CAST(stated_count - named_count AS DECIMAL(9, 0)) END AS not_named_count,
    ledger_basis,
    CASE
        WHEN NOT is_compared THEN 'not_in_data'
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
FROM judged
ORDER BY row_no;

-- One row per announcement and display currency: the stated amount at the rate of the day of the statement, to be drawn
-- on one scale with others; none where it cannot be converted.
CREATE TABLE announcement_amounts AS
SELECT
    a.announcement_id,
    d.currency,
    from_cents(CASE WHEN a.currency = d.currency THEN in_cents(a.amount)
                    ELSE converted(in_cents(a.amount), own.units, target.units) END) AS amount
FROM announcements a
CROSS JOIN display_currencies d
LEFT JOIN rate_on own ON own.currency = a.currency AND own.day = a.as_of_date_to
                     AND own.is_exact = (a.as_of_date_from = a.as_of_date_to)
LEFT JOIN rate_on target ON target.currency = d.currency AND target.day = own.day AND target.is_exact = own.is_exact
WHERE a.amount IS NOT NULL AND (a.currency = d.currency OR target.units IS NOT NULL);
