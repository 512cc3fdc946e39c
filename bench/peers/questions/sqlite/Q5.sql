WITH page AS MATERIALIZED (
  SELECT p.id, p.name, p.name_sort, p.independent_source_count, p.last_reported_on
  FROM person p
  WHERE (p.name_sort, p.id) < (:after ->> 0, :after ->> 1)
    AND EXISTS (
      SELECT 1 FROM role r
      WHERE r.person_id = p.id AND r.status = 'current' AND r.rank <> 'deprecated')
  ORDER BY p.name_sort DESC, p.id DESC LIMIT 101
)
SELECT json_object('people', json_object(
  'nodes', (
    SELECT json_group_array(json_object(
      'id', x.id, 'name', x.name, 'independentSourceCount', x.independent_source_count,
      'lastReportedOn', x.last_reported_on))
    FROM (SELECT * FROM page LIMIT 100) x),
  'pageInfo', json_object(
    'hasNextPage', json(iif((SELECT count(*) FROM page) > 100, 'true', 'false')),
    'endCursor', (SELECT json_array(name_sort, id) || '' FROM page LIMIT 1 OFFSET 99))))
