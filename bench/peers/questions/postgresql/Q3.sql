SELECT json_build_object('organization', json_build_object('name', o.name, 'roles',
  json_build_object('nodes', (
    SELECT coalesce(json_agg(x), '[]')
    FROM (
      SELECT json_build_object(
        'name', p.name,
        'roles', json_build_object('nodes', (
          SELECT coalesce(json_agg(y), '[]')
          FROM (
            SELECT r.title,
              CASE WHEN r.start_edtf IS NOT NULL
                THEN json_build_object('edtf', r.start_edtf) END AS start,
              json_build_object('name', w.name) AS organization
            FROM role r JOIN organization w ON w.id = r.organization_id
            WHERE r.person_id = f.person_id AND r.rank <> 'deprecated'
            ORDER BY r.start_sort, r.id LIMIT 50
          ) y)),
        'compensationReports', json_build_object('nodes', (
          SELECT coalesce(json_agg(z), '[]')
          FROM (
            SELECT upper(c.period) AS period, json_build_object(
                'min', c.amount_min, 'max', c.amount_max, 'currency', c.currency) AS amount
            FROM compensation_report c
            WHERE c.recipient_id = f.person_id AND c.rank <> 'deprecated'
            ORDER BY c.at_sort, c.id LIMIT 50
          ) z))
      ) AS person
      FROM (
        SELECT DISTINCT r.start_sort, r.id, r.person_id
        FROM organization_ancestor t JOIN role r ON r.organization_id = t.organization_id
        WHERE t.ancestor_id = :id AND r.rank <> 'deprecated'
          AND t.until_day >= r.possible_from AND t.from_day <= r.possible_until
        ORDER BY r.start_sort, r.id LIMIT 50
      ) f
      JOIN person p ON p.id = f.person_id
      ORDER BY f.start_sort, f.id
    ) x))))::text
FROM organization o WHERE o.id = :id
