-- One row per selected grant with a published amount in the display currency, the largest first: the whole amount, also
-- where the selection holds only a share of the grant. Withheld awardees are kept, without a name.
-- Over: awards
SELECT grant_id, any_value(organization) AS organization, sum(shown_amount) AS amount
FROM ledger
WHERE kind = 'grant'
  AND shown_currency = getvariable('asked').display_currency
  AND grant_id IN (SELECT grant_id FROM selected WHERE kind = 'grant' AND amount IS NOT NULL)
GROUP BY grant_id
ORDER BY amount DESC, grant_id;
