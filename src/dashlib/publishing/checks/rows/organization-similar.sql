-- Found by similar.py, which compares all names in all spellings.
SELECT 'organizations' AS resource, row, 'name' AS field, spelling AS value,
       other_spelling || ' (' || other_id || ')' AS detail, alike || ' % alike' AS difference
FROM similar_organizations
ORDER BY row;
