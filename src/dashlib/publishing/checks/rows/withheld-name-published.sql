-- A published cell that names somebody who is withheld, as `namings` found it. Their own row of organizations is published
-- only because another cell refers to it: that cell is told, whatever its text is said to mean, since it publishes the row.
-- Strangers of the same name may be named in their own rows.
SELECT resource, row, field, NULL AS value, rule, detail
FROM published_cells
JOIN namings ON value = text
WHERE NOT (resource = 'organizations'
           AND row IN (SELECT row FROM typed_organizations SEMI JOIN withheld_ids USING (organization_id)))
  AND NOT EXISTS (
      FROM strangers s
      WHERE s.key = namings.key
        AND (resource = 'organizations' AND row IN (FROM typed_organizations o SELECT row WHERE o.organization_id = s.organization_id)
             OR resource = 'grants' AND row IN (FROM typed_grants g SELECT row WHERE g.recipient_org_id = s.organization_id)))
UNION ALL
SELECT resource, row, field, NULL AS value, 'withheld-name-published' AS rule, organization_id AS detail
FROM published_cells
SEMI JOIN (FROM fields WHERE references_resource = 'organizations') USING (resource, field)
JOIN (FROM withheld_ids ANTI JOIN strangers USING (organization_id)) ON list_contains(string_split(value, ';'), organization_id)
WHERE NOT EXISTS (FROM namings n WHERE n.text = value AND n.rule = 'withheld-name-published'
                                   AND n.key NOT IN (SELECT key FROM strangers))
GROUP BY ALL
ORDER BY resource, row, field;
