SELECT json_build_object('person', x)::text
FROM (
  SELECT p.id, substr(p.id, 8) AS slug, p.name,
    p.independent_source_count AS "independentSourceCount",
    p.last_reported_on AS "lastReportedOn"
  FROM person p WHERE p.id = :id
) x
