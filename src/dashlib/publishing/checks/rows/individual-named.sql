-- Persons may only receive grants that are withheld as those of persons, or altogether, and stand in no other place.
WITH named AS (
    SELECT 'grants' AS resource, row, 'recipient_org_id' AS field, recipient_org_id AS organization_id
    FROM typed_grants
    WHERE coalesce(withheld, 'organization') = 'organization'
    UNION ALL
    SELECT 'grants', row, 'partner_org_ids', unnest(string_split(partner_org_ids, ';'))
    FROM typed_grants
    WHERE withheld IS NULL
    UNION ALL
    SELECT 'events', row, 'organizer_org_ids', unnest(string_split(organizer_org_ids, ';'))
    FROM typed_events
    UNION ALL
    SELECT 'programmes', row, 'funder_org_id', funder_org_id
    FROM typed_programmes
    UNION ALL
    SELECT 'programmes', row, 'operator_org_ids', unnest(string_split(operator_org_ids, ';'))
    FROM typed_programmes
)
SELECT resource, named.row, field, organization_id AS value
FROM named
JOIN typed_organizations o USING (organization_id)
WHERE o.is_individual;
