-- One row per dimension and value that a filter of events can be set to: the number of events it would leave, the filter's
-- own choice lifted.
WITH rows AS (
    SELECT
        event_id,
        misfits,
        unnest([{'dimension': 'country', 'value_id': coalesce(country, 'unknown')}, {'dimension': 'year', 'value_id': year}]
               || coalesce(list_transform(string_split(round_ids, ';'), lambda id: {'dimension': 'round', 'value_id': id}), []),
               recursive := true)
    FROM judged_events
)
SELECT dimension, value_id, count(DISTINCT event_id) AS event_count
FROM rows
WHERE len(misfits) = 0 OR misfits = [dimension]
GROUP BY dimension, value_id
ORDER BY dimension, value_id;
