SELECT json_build_object('organization', json_build_object(
  'name', o.name,
  'models', json_build_object('nodes', (
    SELECT coalesce(json_agg(x), '[]')
    FROM (
      SELECT m.name,
        CASE WHEN m.released_edtf IS NOT NULL
          THEN json_build_object('edtf', m.released_edtf) END AS released
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
  'roles', json_build_object('nodes', (
    SELECT coalesce(json_agg(x), '[]')
    FROM (
      SELECT f.title, json_build_object('name', p.name) AS person
      FROM (
        SELECT DISTINCT r.start_sort, r.id, r.title, r.person_id
        FROM organization_ancestor t JOIN role r ON r.organization_id = t.organization_id
        WHERE t.ancestor_id = :id AND r.rank <> 'deprecated'
          AND t.until_day >= r.possible_from AND t.from_day <= r.possible_until
        ORDER BY r.start_sort, r.id LIMIT 100
      ) f
      JOIN person p ON p.id = f.person_id
      ORDER BY f.start_sort, f.id
    ) x))))::text
FROM organization o WHERE o.id = :id
