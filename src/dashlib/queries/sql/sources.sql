-- One row per source, by identifier.
SELECT * FROM sources ORDER BY source_id;
