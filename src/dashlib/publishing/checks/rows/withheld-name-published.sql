-- A published cell that names somebody who is withheld, as `namings` found it, unless this very cell is said to mean
-- something else. Their own row of organizations is published only because another cell refers to it: that cell is told,
-- whatever its text is said to mean, since it publishes the row. Strangers of the same name may be named in their own rows.
WITH told AS (
    SELECT resource, row, field, key, rule,
           left(sha256(concat_ws(chr(10), key, resource || '.' || field, value)), 8) AS id
    FROM published_cells
    JOIN namings ON value = text
    WHERE NOT (resource = 'organizations'
               AND row IN (SELECT row FROM typed_organizations SEMI JOIN withheld_ids USING (organization_id)))
      AND NOT EXISTS (
          FROM strangers s
          WHERE s.key = namings.key
            AND (resource = 'organizations' AND row IN (FROM typed_organizations o SELECT row WHERE o.organization_id = s.organization_id)
                 OR resource = 'grants' AND row IN (FROM typed_grants g SELECT row WHERE g.recipient_org_id = s.organization_id)))
),
found AS (FROM told ANTI JOIN meanings USING (id)),
referring AS (
    SELECT resource, row, field, organization_id
    FROM published_cells
    SEMI JOIN (FROM fields WHERE references_resource = 'organizations') USING (resource, field)
    JOIN (FROM withheld_ids ANTI JOIN strangers USING (organization_id))
      ON list_contains(string_split(value, ';'), organization_id)
)
SELECT resource, row, field, NULL AS value, rule, id AS detail
FROM found
UNION ALL
SELECT resource, row, field, NULL AS value, 'withheld-name-published' AS rule, organization_id AS detail
FROM referring
ANTI JOIN (FROM found WHERE rule = 'withheld-name-published' AND key NOT IN (SELECT key FROM strangers))
    USING (resource, row, field)
GROUP BY ALL
ORDER BY resource, row, field;
