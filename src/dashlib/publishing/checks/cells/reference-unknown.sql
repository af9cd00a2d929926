-- Members of cells that point to a row which is not there; not if it is the other table that could not be read.
SELECT m.resource, m.row, m.field, m.value, m.references_resource AS detail
FROM members m
ANTI JOIN cells k ON k.resource = m.references_resource AND k.key_position = 0 AND k.value = m.value
WHERE m.references_resource IS NOT NULL
  AND m.references_resource NOT IN (SELECT resource FROM fields WHERE is_missing AND key_position IS NOT NULL)
  AND regexp_full_match(m.value, (SELECT first(pattern) FROM fields WHERE kind = 'id'))
ORDER BY m.row, m.field, m.value;
