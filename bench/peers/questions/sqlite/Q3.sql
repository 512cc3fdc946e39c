SELECT json_object('organization', json_object('name', o.name, 'roles', json_object('nodes', (
  SELECT json_group_array(json_object('person', json_object(
    'name', x.name,
    'roles', json_object('nodes', (
      SELECT json_group_array(json_object(
        'title', y.title,
        'start', iif(y.start_edtf IS NULL, NULL, json_object('edtf', y.start_edtf)),
        'organization', json_object('name', y.name)))
      FROM (
        SELECT r.title, r.start_edtf, w.name
        FROM role r JOIN organization w ON w.id = r.organization_id
        WHERE r.person_id = x.person_id AND r.rank <> 'deprecated'
        ORDER BY r.start_sort, r.id LIMIT 50
      ) y)),
    'compensationReports', json_object('nodes', (
      SELECT json_group_array(json_object(
        'period', upper(z.period),
        'amount', json_object('min', z.amount_min, 'max', z.amount_max, 'currency', z.currency)))
      FROM (
        SELECT c.period, c.amount_min, c.amount_max, c.currency
        FROM compensation_report c
        WHERE c.recipient_id = x.person_id AND c.rank <> 'deprecated'
        ORDER BY c.at_sort, c.id LIMIT 50
      ) z)))))
  FROM (
    SELECT f.person_id, p.name
    FROM (
      SELECT DISTINCT r.start_sort, r.id, r.person_id
      FROM organization_ancestor t JOIN role r ON r.organization_id = t.organization_id
      WHERE t.ancestor_id = :id AND r.rank <> 'deprecated'
        AND t.until_day >= r.possible_from AND t.from_day <= r.possible_until
      ORDER BY r.start_sort, r.id LIMIT 50
    ) f
    JOIN person p ON p.id = f.person_id
    ORDER BY f.start_sort, f.id
  ) x))))
FROM organization o WHERE o.id = :id
