SELECT json_build_object('person', json_build_object('name', p.name, 'roles', json_build_object(
  'nodes', (
    SELECT coalesce(json_agg(x), '[]')
    FROM (
      SELECT r.title,
        CASE WHEN r.start_edtf IS NOT NULL
          THEN json_build_object('edtf', r.start_edtf) END AS start,
        CASE WHEN r.end_edtf IS NOT NULL THEN json_build_object('edtf', r.end_edtf) END AS end,
        json_build_object(
          'name', o.name, 'parent',
          CASE WHEN a.name IS NOT NULL THEN json_build_object('name', a.name) END
        ) AS organization
      FROM role r
      JOIN organization o ON o.id = r.organization_id
      LEFT JOIN organization_ancestor t
        ON t.organization_id = r.organization_id AND t.depth = 1 AND t.until_day = '9999-12-31'
      LEFT JOIN organization a ON a.id = t.ancestor_id
      WHERE r.person_id = p.id AND r.rank <> 'deprecated'
      ORDER BY r.start_sort, r.id LIMIT 50
    ) x))))::text
FROM person p WHERE p.id = :id
