-- The same awardee in the same round with the same amount or the same title under two identifiers; the same amount says
-- nothing if the titles differ, and among grants to persons, who may stand for one another, neither does anything else.
WITH named AS (
    SELECT row, grant_id, round_id, recipient_org_id, currency, amount_awarded AS amount, lower(trim(strip_accents(title))) AS title
    FROM typed_grants
    WHERE recipient_org_id IS NOT NULL AND grant_id IS NOT NULL AND withheld IS DISTINCT FROM 'individual'
),
found AS (
    SELECT row, grant_id, first_value(grant_id) OVER same AS other_id, 'the same title' AS what
    FROM named
    WHERE title IS NOT NULL
    WINDOW same AS (PARTITION BY recipient_org_id, round_id, title ORDER BY row)
    UNION ALL
    SELECT row, grant_id, CASE WHEN (title = first_value(title) OVER same) IS NOT FALSE THEN first_value(grant_id) OVER same END,
           CASE WHEN amount IS NULL THEN 'nothing that tells them apart' ELSE 'the same amount' END
    FROM named
    WINDOW same AS (PARTITION BY recipient_org_id, round_id, amount, currency ORDER BY row)
)
SELECT 'grants' AS resource, row, 'grant_id' AS field, grant_id AS value,
       first(other_id ORDER BY what DESC) || ', with ' || max(what) AS detail
FROM found
WHERE other_id <> grant_id
GROUP BY row, grant_id
ORDER BY row;
