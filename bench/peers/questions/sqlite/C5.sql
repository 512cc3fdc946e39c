SELECT json_object('people', json_object(
  'edges', json_group_array(json_object('cursor', json_array(x.name_sort, x.id) || '')),
  'pageInfo', json_object('hasNextPage', json(iif(count(*) = 200, 'true', 'false')))))
FROM (
  SELECT p.name_sort, p.id
  FROM person p
  WHERE (:after IS NULL OR (p.name_sort, p.id) < (:after ->> 0, :after ->> 1))
    AND EXISTS (
      SELECT 1 FROM role r
      WHERE r.person_id = p.id AND r.status = 'current' AND r.rank <> 'deprecated')
  ORDER BY p.name_sort DESC, p.id DESC LIMIT 200
) x
