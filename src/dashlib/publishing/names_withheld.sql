-- True if a release, whose texts are `release_texts` and whose grants are `release_grants`, names what is withheld now.
SELECT
    EXISTS (
        FROM release_grants
        WHERE withheld IS NULL AND grant_id IN (SELECT grant_id FROM withheld_grants)
    )
    OR EXISTS (
        SELECT 1
        FROM (SELECT DISTINCT value FROM release_texts)
        JOIN withheld_spellings ON contains(' ' || folded(value) || ' ', spelling)
    );
