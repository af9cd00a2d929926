-- Names of persons in texts: after a title or the word contact, or of somebody whom the tables know as a speaker or as a
-- person who receives a grant. Titles of documents are as they were published; what is withheld altogether stays unpublished.
WITH persons AS (
    SELECT DISTINCT name, regexp_extract(name, '[\pL''’-]+$') AS last_name
    FROM (
        SELECT unnest([name, name_local, strip_accents(name), strip_accents(name_local)]) AS name FROM given_event_speakers
        UNION ALL
        SELECT unnest([name, name_local, strip_accents(name), strip_accents(name_local)]) FROM given_organizations
        -- whoever is withheld is looked for as such
        WHERE is_individual = 'yes'
          AND organization_id NOT IN (SELECT unnest(string_split(concat_ws(';', recipient_org_id, partner_org_ids), ';'))
                                      FROM given_grants WHERE withheld IS NOT NULL)
    )
    WHERE regexp_full_match(name, '\p{Lu}[\pL''’-]+( \p{Lu}[\pL''’.-]*)* \p{Lu}[\pL''’-]+')
),
texts AS (
    SELECT resource, row, field, value
    FROM cells
    WHERE kind IN ('text', 'list') AND resource NOT IN ('event_speakers', 'sources') AND len(enum) = 0
      AND regexp_matches(value, '\p{Lu}[\pL''’.-]* \p{Lu}')
      AND NOT (resource = 'organizations' AND row IN (SELECT row FROM typed_organizations WHERE is_individual))
      AND NOT (resource = 'grants' AND row IN (SELECT row FROM typed_grants WHERE withheld IN ('individual', 'all')))
),
words AS (
    SELECT resource, row, field, value, unnest(list_distinct(regexp_extract_all(value, '\p{Lu}[\pL''’-]+'))) AS word
    FROM texts
),
found AS (
    SELECT resource, row, field, name
    FROM words
    JOIN persons ON last_name = word
    WHERE contains(value, name) AND regexp_matches(value, '(^|[^\pL])' || regexp_escape(name) || '($|[^\pL])')
    UNION ALL
    SELECT resource, row, field, regexp_extract(value, getvariable('titled_persons'), 2)
    FROM texts
    WHERE regexp_matches(value, getvariable('titled_persons'))
)
SELECT resource, row, field, min(name) AS value
FROM found
GROUP BY resource, row, field
ORDER BY row, field;
