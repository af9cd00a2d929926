-- One row per announcement about rounds of the selection (programme, call, round, grant type, country), with the number
-- of grants of its rounds that are published by name and amount, and its stated amount in the display currency.
WITH scopes AS (
    SELECT
        s.announcement_id,
        array_to_string(list(DISTINCT s.round_id ORDER BY s.round_id), ';') AS round_ids,
        count(DISTINCT g.grant_id) FILTER (g.amount_awarded IS NOT NULL) AS published_count,
        bool_or(s.round_id IN (SELECT round_id FROM asked_rounds)) AS is_asked
    FROM announcement_rounds s
    LEFT JOIN grants g USING (round_id)
    GROUP BY s.announcement_id
)
SELECT
    r.*,
    a.name,
    a.programme_id,
    a.scope_round_ids IS NULL AS is_whole_programme,
    scopes.round_ids,
    a.scope_countries,
    a.period_start,
    a.period_end,
    a.applications_received,
    a.as_of_date,
    a.source_id,
    a.note,
    scopes.published_count,
    s.publisher,
    s.title AS source_title,
    s.url,
    m.amount AS shown_amount,
    m.currency AS shown_currency
FROM reconciliation r
JOIN announcements a USING (announcement_id)
LEFT JOIN scopes USING (announcement_id)
LEFT JOIN sources s USING (source_id)
LEFT JOIN announcement_amounts m ON m.announcement_id = r.announcement_id AND m.currency = getvariable('asked').display_currency
WHERE coalesce(scopes.is_asked, len(coalesce(getvariable('asked').call, [])) = 0)
ORDER BY r.announcement_id;
