WITH whole AS MATERIALIZED (
  SELECT r.id, r.end_sort, r.title, r.status, r.end_edtf, r.person_id
  FROM role r
  WHERE r.organization_id = :id AND r.rank <> 'deprecated' AND r.status IN ('current', 'ended')
), page AS MATERIALIZED (
  SELECT * FROM whole
  WHERE (end_sort, id) < (SELECT (:after::json ->> 0)::date, :after::json ->> 1)
  ORDER BY end_sort DESC, id DESC LIMIT 51
)
SELECT json_build_object('organization', json_build_object('roles', json_build_object(
  'totalCount', (SELECT count(*) FROM whole),
  'nodes', (
    SELECT coalesce(json_agg(x), '[]')
    FROM (
      SELECT f.title, upper(f.status) AS status,
        CASE WHEN f.end_edtf IS NOT NULL THEN json_build_object('edtf', f.end_edtf) END AS end,
        json_build_object('name', p.name) AS person
      FROM (SELECT * FROM page LIMIT 50) f
      JOIN person p ON p.id = f.person_id
      ORDER BY f.end_sort DESC, f.id DESC
    ) x),
  'pageInfo', json_build_object(
    'hasNextPage', (SELECT count(*) FROM page) > 50,
    'endCursor', (SELECT json_build_array(end_sort, id)::text FROM page OFFSET 49 LIMIT 1))
)))::text
