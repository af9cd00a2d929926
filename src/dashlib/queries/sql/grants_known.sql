-- One row: of the selected grants, how many are known in each column of `grants.sql`, under its name.
-- Over: awards
SELECT count(COLUMNS(*))
FROM (SELECT g.* EXCLUDE (search_text), r.name AS round_name, r.grant_type_code, t.title AS grant_type
      FROM (SELECT DISTINCT grant_id FROM selected WHERE kind = 'grant')
      JOIN grants g USING (grant_id)
      JOIN rounds r USING (round_id)
      LEFT JOIN grant_types t ON t.code = r.grant_type_code);
