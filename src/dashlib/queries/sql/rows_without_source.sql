-- One row per row of the ledger whose source is not among the published sources.
SELECT funding_no, source_id
FROM funding
ANTI JOIN sources USING (source_id)
ORDER BY funding_no;
