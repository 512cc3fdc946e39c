SELECT json_build_object('person', x)::text
FROM (
  SELECT p.id, substr(p.id, 8) AS slug, n.text AS name,
    p.independent_source_count AS "independentSourceCount",
    p.last_reported_on AS "lastReportedOn"
  FROM person p JOIN name n ON n.record_id = p.id AND n.kind = 'primary'
  WHERE p.id = :id
) x
