SELECT 'grants' AS resource, row, 'area_shares' AS field, area_shares AS value,
       len(coalesce(string_split(area_ids, ';'), [])) || ' areas, ' || len(string_split(area_shares, ';')) || ' shares, together '
       || list_sum(list_transform(string_split(area_shares, ';'), lambda s: CAST(s AS DECIMAL(18, 9)))) AS detail
FROM typed_grants
WHERE area_shares IS NOT NULL
  AND (len(coalesce(string_split(area_ids, ';'), [])) <> len(string_split(area_shares, ';'))
       OR list_sum(list_transform(string_split(area_shares, ';'), lambda s: CAST(s AS DECIMAL(18, 9)))) <> 1);
