SELECT json_object('person', json_object('name', p.name, 'roles', json_object('nodes', (
  SELECT json_group_array(json_object(
    'title', x.title,
    'start', iif(x.start_edtf IS NULL, NULL, json_object('edtf', x.start_edtf)),
    'end', iif(x.end_edtf IS NULL, NULL, json_object('edtf', x.end_edtf)),
    'organization', json_object(
      'name', x.name, 'parent', iif(x.parent IS NULL, NULL, json_object('name', x.parent)))))
  FROM (
    SELECT r.title, r.start_edtf, r.end_edtf, o.name, a.name AS parent
    FROM role r
    JOIN organization o ON o.id = r.organization_id
    LEFT JOIN organization_ancestor t
      ON t.organization_id = r.organization_id AND t.depth = 1 AND t.until_day = '9999-12-31'
    LEFT JOIN organization a ON a.id = t.ancestor_id
    WHERE r.person_id = p.id AND r.rank <> 'deprecated'
    ORDER BY r.start_sort, r.id LIMIT 50
  ) x))))
FROM person p WHERE p.id = :id
