SELECT json_build_object('organization', json_build_object('roles', json_build_object(
  'edges', coalesce(
    json_agg(json_build_object('cursor', json_build_array(x.end_sort, x.id)::text)), '[]'),
  'pageInfo', json_build_object('hasNextPage', count(*) = 200))))::text
FROM (
  SELECT r.end_sort, r.id
  FROM role r
  WHERE r.organization_id = :id AND r.rank <> 'deprecated' AND r.status IN ('current', 'ended')
    AND (:after::text IS NULL
      OR (r.end_sort, r.id) < ((:after::json ->> 0)::date, :after::json ->> 1))
  ORDER BY r.end_sort DESC, r.id DESC LIMIT 200
) x
