-- A published text that holds a withheld name in any spelling that the tables know, or its identifier.
WITH hidden AS (
    -- The awardees, and partners whom nothing else names.
    SELECT o.*
    FROM typed_organizations o
    WHERE o.organization_id IN (SELECT recipient_org_id FROM withheld_grants)
       OR o.organization_id IN (SELECT unnest(string_split(partner_org_ids, ';')) FROM withheld_grants)
          AND o.organization_id NOT IN (SELECT organization_id FROM organizations)
),
spellings AS (
    SELECT DISTINCT ' ' || folded(spelling) || ' ' AS spelling
    FROM (SELECT name AS spelling FROM hidden
          UNION ALL SELECT name_local FROM hidden
          UNION ALL SELECT unnest(string_split(aka, ';')) FROM hidden
          UNION ALL SELECT organization_id FROM hidden
          UNION ALL SELECT unnest(string_split(former_ids, ';')) FROM hidden)
    WHERE trim(spelling) <> '' AND folded(spelling) <> ''
)
SELECT DISTINCT resource, row, field, NULL AS value
FROM published_cells
JOIN spellings ON contains(' ' || folded(value) || ' ', spelling);
