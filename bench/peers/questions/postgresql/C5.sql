SELECT json_build_object('people', json_build_object(
  'edges', coalesce(
    json_agg(json_build_object('cursor', json_build_array(x.name_sort, x.id)::text)), '[]'),
  'pageInfo', json_build_object('hasNextPage', count(*) = 200)))::text
FROM (
  SELECT p.name_sort, p.id
  FROM person p
  WHERE (:after::text IS NULL OR (p.name_sort, p.id) < (:after::json ->> 0, :after::json ->> 1))
    AND EXISTS (
      SELECT FROM role r
      WHERE r.person_id = p.id AND r.status = 'current' AND r.rank <> 'deprecated')
  ORDER BY p.name_sort DESC, p.id DESC LIMIT 200
) x
