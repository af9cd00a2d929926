-- The rows of the ledger of one grant: its areas with their shares, its amounts as awarded and in the display currency.
SELECT area, priority_area, grant_share, amount, currency, shown_amount, shown_currency, date_from, date_to
FROM ledger
WHERE grant_id = getvariable('asked').id
ORDER BY funding_no;
