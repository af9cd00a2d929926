SELECT 'announcements' AS resource, row, 'amount' AS field, NULL AS value
FROM given_announcements
WHERE kind IN ('awarded', 'envelope') AND amount IS NULL AND grant_count IS NULL
   OR kind = 'applications' AND applications_received IS NULL;
