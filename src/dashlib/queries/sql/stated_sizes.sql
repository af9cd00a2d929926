-- One row per smallest and largest amount that calls for some grant types offer, with the types that share them.
SELECT
    array_to_string(list(title ORDER BY title), ';') AS titles,
    amount_min,
    amount_max,
    currency,
    source_id
FROM grant_types
WHERE amount_min IS NOT NULL AND amount_max IS NOT NULL AND currency IS NOT NULL
GROUP BY amount_min, amount_max, currency, source_id
ORDER BY amount_min, amount_max, currency, source_id;
