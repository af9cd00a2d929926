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

-- Persons with a title or as a contact in a text, as second group; telephone numbers.
SET VARIABLE titled_persons =
    '(^|[^\pL])((?:(?:Mrs?|Ms|Dr|Prof|gđa|gđica|gdin|gdja|znj|g|г-дин|г-ѓа|г-ђа|гђа|гдин|д-р|др|проф|г)\.?|(?:[Gg]ospo(?:din|đa|đica)|[ГгG]оспо(?:дин|ђа|ѓа)))'
    || '\s+\p{Lu}\p{Ll}+(?:-\p{Lu}\p{Ll}+)?\s+\p{Lu}\p{Ll}+(?:-\p{Lu}\p{Ll}+)?|(?:[Cc]ontact|[Kk]ontakt|[Кк]онтакт)(?:\s+(?:person|osoba|особа|лице))?\s*[:–-]\s*\p{Lu}\p{Ll}+\s+\p{Lu}\p{Ll}+)';

SET VARIABLE telephone =
    '(\+\d{1,3}[\s/().-]*\d(?:[\s/().-]*\d){6,}|(?i:\b(?:tel|telefon|telephone|phone|mob|mobile|mobitel)|тел|телефон|моб|мобилни)\.?:?\s*\(?\d(?:[\s/().-]*\d){5,})';

-- Control characters, marks of no width or of the direction of writing, and what stands for a lost letter.
SET VARIABLE invisible =
    '[\x{00}-\x{08}\x{0b}\x{0c}\x{0e}-\x{1f}\x{7f}-\x{9f}\x{ad}\x{200b}\x{200e}\x{200f}\x{202a}-\x{202e}\x{2060}-\x{2069}\x{feff}\x{fffd}]';

-- Known codes by kind, and the patterns of the kinds of which there are many cells.
SET VARIABLE codes = (SELECT map_from_entries(list((kind, members))) FROM (SELECT kind, list(value) AS members FROM codes GROUP BY kind));
SET VARIABLE pattern_id = (SELECT first(pattern) FROM fields WHERE kind = 'id');
SET VARIABLE pattern_ids = (SELECT first(pattern) FROM fields WHERE kind = 'ids');
SET VARIABLE pattern_money = (SELECT first(pattern) FROM fields WHERE kind = 'money');
SET VARIABLE pattern_date = (SELECT first(pattern) FROM fields WHERE kind = 'date');

-- What an identifier looks like: letters of other alphabets as the Latin ones that look the same, small, hyphens plain.
CREATE MACRO looks_like(identifier) AS
    lower(translate(nfc_normalize(identifier), 'АВСЕНІЈКМОРЅТХУасеіјорѕхуΑΒΕΗΙΚΜΝΟΡΤΧο‐‑‒–—−', 'ABCEHIJKMOPSTXYaceijopsxyABEHIKMNOPTXo------'));
