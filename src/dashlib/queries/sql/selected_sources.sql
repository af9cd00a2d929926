-- One row per source on which the selected rows of the ledger rest, by number of rows; `row_count` says how many.
-- Over: awards
SELECT s.source_id, s.title, s.publisher, s.url, s.published_date, count(*) AS row_count
FROM selected f
JOIN sources s USING (source_id)
GROUP BY ALL
ORDER BY row_count DESC, s.source_id;
