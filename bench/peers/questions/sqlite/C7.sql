SELECT json_object('organization', json_object('roles', json_object(
  'edges', json_group_array(json_object('cursor', json_array(x.end_sort, x.id) || '')),
  'pageInfo', json_object('hasNextPage', json(iif(count(*) = 200, 'true', 'false'))))))
FROM (
  SELECT r.end_sort, r.id
  FROM role r
  WHERE r.organization_id = :id AND r.rank <> 'deprecated' AND r.status IN ('current', 'ended')
    AND (:after IS NULL OR (r.end_sort, r.id) < (:after ->> 0, :after ->> 1))
  ORDER BY r.end_sort DESC, r.id DESC LIMIT 200
) x
