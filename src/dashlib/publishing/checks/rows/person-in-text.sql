-- Names of persons in texts: after a title or the word contact, or of somebody whom the tables know as a speaker or as a
-- person who receives a grant. Titles of documents are as they were published; what is withheld altogether stays unpublished.
WITH texts AS (
    SELECT resource, row, field, value
    FROM cells
    WHERE kind IN ('text', 'list') AND resource NOT IN ('event_speakers', 'sources') AND value IS NOT NULL
      AND NOT (resource = 'organizations' AND row IN (SELECT row FROM typed_organizations WHERE is_individual))
      AND NOT (resource = 'grants' AND row IN (SELECT row FROM typed_grants WHERE withheld = 'all'))
),
found AS (
    SELECT
        resource,
        row,
        field,
        coalesce(nullif(regexp_extract(value, getvariable('known_persons'), 2), ''),
                 nullif(regexp_extract(value, getvariable('titled_persons'), 2), '')) AS value
    FROM texts
)
SELECT resource, row, field, value
FROM found
WHERE value IS NOT NULL
ORDER BY row, field;
