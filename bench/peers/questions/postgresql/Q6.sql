SELECT json_build_object('organization', json_build_object('name', o.name, 'roles',
  json_build_object('nodes', (
    SELECT coalesce(json_agg(x), '[]')
    FROM (
      SELECT f.title, json_build_object('name', p.name) AS person, (
          SELECT coalesce(json_agg(y), '[]')
          FROM (
            SELECT upper(e.stance) AS stance, upper(e.basis) AS basis, json_build_object(
                'headline', s.headline, 'url', s.url, 'published',
                CASE WHEN s.published_edtf IS NOT NULL
                  THEN json_build_object('edtf', s.published_edtf) END) AS source
            FROM evidence e JOIN source s ON s.id = e.source_id
            WHERE e.subject_id = f.id
            ORDER BY e.id
          ) y) AS evidence
      FROM (
        SELECT r.id, r.title, r.person_id, r.start_sort, CASE
            WHEN r.sure_from <= :day AND r.sure_until >= :day THEN 0
            WHEN r.sure_from <= :day AND r.status = 'current' THEN 1
            ELSE 2 END AS held
        FROM organization_ancestor b
        JOIN role r ON r.organization_id = b.organization_id
        WHERE b.ancestor_id = :id
          AND b.from_day <= :day AND b.until_day >= :day
          AND r.rank <> 'deprecated'
          AND r.possible_from <= :day AND r.possible_until >= :day
        ORDER BY held, r.start_sort, r.id LIMIT 50
      ) f
      JOIN person p ON p.id = f.person_id
      ORDER BY f.held, f.start_sort, f.id
    ) x))))::text
FROM organization o WHERE o.id = :id
