WITH whole AS MATERIALIZED (
  SELECT r.rowid AS place, r.id, r.end_sort
  FROM role r
  WHERE r.organization_id = :id AND r.rank <> 'deprecated' AND r.status IN ('current', 'ended')
), page AS MATERIALIZED (
  SELECT r.id, r.end_sort, r.title, r.status, r.end_edtf, r.person_id
  FROM (
    SELECT place FROM whole
    WHERE (end_sort, id) < (:after ->> 0, :after ->> 1)
    ORDER BY end_sort DESC, id DESC LIMIT 51
  ) JOIN role r ON r.rowid = place
  ORDER BY r.end_sort DESC, r.id DESC
)
SELECT json_object('organization', json_object('roles', json_object(
  'totalCount', (SELECT count(*) FROM whole),
  'nodes', (
    SELECT json_group_array(json_object(
      'title', x.title, 'status', upper(x.status),
      'end', iif(x.end_edtf IS NULL, NULL, json_object('edtf', x.end_edtf)),
      'person', json_object('name', x.name)))
    FROM (
      SELECT f.title, f.status, f.end_edtf, p.name
      FROM (SELECT * FROM page LIMIT 50) f
      JOIN person p ON p.id = f.person_id
      ORDER BY f.end_sort DESC, f.id DESC
    ) x),
  'pageInfo', json_object(
    'hasNextPage', json(iif((SELECT count(*) FROM page) > 50, 'true', 'false')),
    'endCursor', (SELECT json_array(end_sort, id) || '' FROM page LIMIT 1 OFFSET 49)))))
