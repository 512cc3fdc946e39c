SELECT json_object('organization', json_object(
  'name', o.name,
  'models', json_object('nodes', (
    SELECT json_group_array(json_object(
      'name', x.name,
      'released', iif(x.released_edtf IS NULL, NULL, json_object('edtf', x.released_edtf))))
    FROM (
      SELECT m.name, m.released_edtf
      FROM (
        SELECT DISTINCT d.model_id
        FROM organization_ancestor t JOIN model_developer d
          ON d.organization_id = t.organization_id
        JOIN ai_model m ON m.id = d.model_id
        WHERE t.ancestor_id = :id
          AND t.until_day >= coalesce(m.released_earliest, '0001-01-01')
          AND t.from_day <= coalesce(m.released_latest, '9999-12-31')
      ) b
      JOIN ai_model m ON m.id = b.model_id
      ORDER BY m.released_sort, m.id LIMIT 20
    ) x)),
  'roles', json_object('nodes', (
    SELECT json_group_array(json_object('title', x.title, 'person', json_object('name', x.name)))
    FROM (
      SELECT f.title, p.name
      FROM (
        SELECT DISTINCT r.start_sort, r.id, r.title, r.person_id
        FROM organization_ancestor t JOIN role r ON r.organization_id = t.organization_id
        WHERE t.ancestor_id = :id AND r.rank <> 'deprecated'
          AND t.until_day >= r.possible_from AND t.from_day <= r.possible_until
        ORDER BY r.start_sort, r.id LIMIT 100
      ) f
      JOIN person p ON p.id = f.person_id
      ORDER BY f.start_sort, f.id
    ) x))))
FROM organization o WHERE o.id = :id
