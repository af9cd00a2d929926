-- What the checks read, beside the tables as they were given (given_…) and typed (typed_…).

-- One row per cell, with what the registry says of its field.
CREATE VIEW cells AS
FROM given_cells
JOIN fields USING (resource, field);

-- One row per member of a cell that is not empty; a cell without a list has one member.
CREATE VIEW members AS
SELECT * REPLACE (trim(unnest(CASE WHEN is_list THEN string_split(value, ';') ELSE [value] END)) AS value)
FROM cells
WHERE value IS NOT NULL;

-- Patterns that find persons in a text, the name as second group.
SET VARIABLE titled_persons =
    '(^|[^\pL])((?:(?:Mrs?|Ms|Dr|Prof|gđa|gđica|gdin|gdja|znj|g|г-дин|г-ѓа|г-ђа|гђа|гдин|д-р|др|проф|г)\.?|(?:[Gg]ospo(?:din|đa|đica)|[ГгG]оспо(?:дин|ђа|ѓа)))'
    || '\s+\p{Lu}\p{Ll}+(?:-\p{Lu}\p{Ll}+)?\s+\p{Lu}\p{Ll}+|(?:[Cc]ontact|[Kk]ontakt|[Кк]онтакт)(?:\s+(?:person|osoba|особа|лице))?\s*[:–-]\s*\p{Lu}\p{Ll}+\s+\p{Lu}\p{Ll}+)';

SET VARIABLE known_persons = (
    SELECT '(^|[^\pL])(' || coalesce(string_agg(DISTINCT regexp_escape(name), '|' ORDER BY regexp_escape(name)), '\z.') || ')($|[^\pL])'
    FROM (
        SELECT unnest([name, name_local, strip_accents(name), strip_accents(name_local)]) AS name FROM given_event_speakers
        UNION ALL
        SELECT unnest([name, name_local, strip_accents(name), strip_accents(name_local)]) FROM given_organizations WHERE is_individual = 'yes'
    )
    WHERE regexp_full_match(name, '\p{Lu}[\pL''’-]+( \p{Lu}[\pL''’.-]*)+')
);

SET VARIABLE telephone =
    '(\+\d{1,3}[\s/().-]*\d(?:[\s/().-]*\d){6,}|(?i:\b(?:tel|telefon|telephone|phone|mob|mobile|mobitel)|тел|телефон|моб|мобилни)\.?:?\s*\(?\d(?:[\s/().-]*\d){5,})';
