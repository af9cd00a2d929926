-- One row per value of a dimension: of its selected awards (named grants and unnamed ones), how many are known in each
-- respect. `unnamed` are those that are only announced; withheld ones are neither named nor unnamed.
SELECT
    value_id,
    sum(award_count) AS awards,
    coalesce(sum(award_count) FILTER (date_from IS NOT NULL), 0) AS with_date,
    coalesce(sum(award_count) FILTER (is_named), 0) AS with_awardee,
    coalesce(sum(award_count) FILTER (has_area), 0) AS with_area,
    coalesce(sum(award_count) FILTER (title IS NOT NULL), 0) AS with_title,
    coalesce(sum(award_count) FILTER (amount_awarded IS NOT NULL), 0) AS with_amount,
    coalesce(sum(award_count) FILTER (kind = 'remainder'), 0) AS unnamed
FROM (
    SELECT
        s.value_id,
        s.kind,
        s.grant_id,
        s.announcement_id,
        any_value(s.date_from) AS date_from,
        s.kind = 'grant' AND any_value(s.organization) <> 'withheld' AS is_named,
        bool_or(s.area NOT IN ('unknown', 'withheld', 'not-broken-down')) AS has_area,
        any_value(g.title) AS title,
        any_value(g.amount_awarded) AS amount_awarded,
        CASE WHEN s.kind = 'grant' THEN 1 ELSE sum(s.grant_share) END AS award_count
    FROM (SELECT COLUMNS(lambda c: c = getvariable('asked').dimension) AS value_id, * FROM selected) s
    LEFT JOIN grants g USING (grant_id)
    GROUP BY s.value_id, s.kind, s.grant_id, s.announcement_id
)
GROUP BY value_id
ORDER BY value_id;
