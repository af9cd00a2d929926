-- Members of cells that point to a row which is not there; not if it is the other table that could not be read.
-- Of one that looks like a key that is there, this is said: nobody sees that a letter is a Cyrillic one.
WITH unknown AS (
    SELECT m.resource, m.row, m.field, m.value, m.references_resource
    FROM members m
    ANTI JOIN cells k ON k.resource = m.references_resource AND k.key_position = 0 AND k.value = m.value
    WHERE m.references_resource IS NOT NULL
      AND m.references_resource NOT IN (SELECT resource FROM fields WHERE is_missing AND key_position IS NOT NULL)
      AND regexp_full_match(m.value, (SELECT first(pattern) FROM fields WHERE kind = 'id'))
),
alike AS (
    SELECT u.references_resource, u.value, first(k.value ORDER BY k.row) AS key
    FROM (SELECT DISTINCT references_resource, value FROM unknown) u
    JOIN cells k ON k.resource = u.references_resource AND k.key_position = 0 AND looks_like(k.value) = looks_like(u.value)
    GROUP BY u.references_resource, u.value
)
SELECT CASE WHEN s.key IS NULL THEN 'reference-unknown' ELSE 'reference-similar' END AS rule,
       u.resource, u.row, u.field, u.value, coalesce(s.key, u.references_resource) AS detail
FROM unknown u
LEFT JOIN alike s USING (references_resource, value)
ORDER BY u.row, u.field, u.value;
