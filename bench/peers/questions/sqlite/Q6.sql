SELECT json_object('organization', json_object('name', o.name, 'roles', json_object('nodes', (
  SELECT json_group_array(json_object(
    'title', x.title,
    'person', json_object('name', x.name),
    'evidence', (
      SELECT json_group_array(json_object(
        'stance', upper(y.stance), 'basis', upper(y.basis),
        'source', json_object(
          'headline', y.headline, 'url', y.url,
          'published', iif(
            y.published_edtf IS NULL, NULL, json_object('edtf', y.published_edtf)))))
      FROM (
        SELECT e.stance, e.basis, s.headline, s.url, s.published_edtf
        FROM evidence e JOIN source s ON s.id = e.source_id
        WHERE e.subject_id = x.id
        ORDER BY e.id
      ) y)))
  FROM (
    SELECT f.id, f.title, p.name
    FROM (
      SELECT r.id, r.title, r.person_id, r.start_sort, CASE
          WHEN r.sure_from <= :day AND r.sure_until >= :day THEN 0
          WHEN r.sure_from <= :day AND r.status = 'current' THEN 1
          ELSE 2 END AS held
      FROM (
        SELECT organization_id FROM organization_ancestor
        WHERE ancestor_id = :id AND from_day <= :day AND until_day >= :day
      ) b
      JOIN role r ON r.organization_id = b.organization_id
      WHERE r.rank <> 'deprecated' AND r.possible_from <= :day AND r.possible_until >= :day
      ORDER BY held, r.start_sort, r.id LIMIT 50
    ) f
    JOIN person p ON p.id = f.person_id
    ORDER BY f.held, f.start_sort, f.id
  ) x))))
FROM organization o WHERE o.id = :id
