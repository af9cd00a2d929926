-- A published text that holds a withheld name in any spelling that the tables know, or its identifier.
WITH hidden AS (
    SELECT DISTINCT o.*
    FROM typed_grants g
    JOIN typed_organizations o ON o.organization_id = g.recipient_org_id
    WHERE g.withheld IS NOT NULL
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
SELECT DISTINCT resource, row, field, NULL AS value, NULL AS detail
FROM published_cells
JOIN spellings ON contains(' ' || folded(value) || ' ', spelling);
