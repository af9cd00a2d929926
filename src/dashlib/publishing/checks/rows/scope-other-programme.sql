-- An announcement that lists a round of another programme: its money would stand in the wrong one.
SELECT 'announcements' AS resource, a.row, 'scope_round_ids' AS field, r.round_id AS value, r.programme_id AS detail
FROM typed_announcements a
JOIN typed_rounds r ON list_contains(string_split(a.scope_round_ids, ';'), r.round_id)
WHERE r.programme_id <> a.programme_id;
