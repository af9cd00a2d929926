-- Found by similar.py, which compares all names in all spellings. What is withheld is told by its place alone.
SELECT
    'organizations' AS resource,
    s.row,
    'name' AS field,
    CASE WHEN is_public THEN spelling END AS value,
    CASE WHEN is_public THEN '“' || other_spelling || '” (' || other_id || ')' ELSE 'that in row ' || p."@line"
         || CASE WHEN p."@file" IS DISTINCT FROM own."@file" THEN ' of ' || p."@file" ELSE '' END END AS detail,
    alike || ' % alike' AS difference
FROM (SELECT *, row IN (SELECT row FROM organizations) AND other_row IN (SELECT row FROM organizations) AS is_public
      FROM similar_organizations) s
JOIN places p ON p.resource = 'organizations' AND p.row = s.other_row
JOIN places own ON own.resource = 'organizations' AND own.row = s.row
ORDER BY s.row;
