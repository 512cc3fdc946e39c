WITH page AS MATERIALIZED (
  SELECT p.id, p.name, p.name_sort, p.independent_source_count, p.last_reported_on
  FROM person p
  WHERE (p.name_sort, p.id) < (:after::json ->> 0, :after::json ->> 1)
    AND EXISTS (
      SELECT FROM role r
      WHERE r.person_id = p.id AND r.status = 'current' AND r.rank <> 'deprecated'
      OFFSET 0)
  ORDER BY p.name_sort DESC, p.id DESC LIMIT 101
)
SELECT json_build_object('people', json_build_object(
  'nodes', (
    SELECT coalesce(json_agg(x), '[]')
    FROM (
      SELECT id, name, independent_source_count AS "independentSourceCount",
        last_reported_on AS "lastReportedOn"
      FROM page LIMIT 100
    ) x),
  'pageInfo', json_build_object(
    'hasNextPage', (SELECT count(*) FROM page) > 100,
    'endCursor', (SELECT json_build_array(name_sort, id)::text FROM page OFFSET 99 LIMIT 1))
))::text
