SELECT json_object('person', json_object(
  'id', p.id, 'slug', substr(p.id, 8), 'name', p.name,
  'independentSourceCount', p.independent_source_count, 'lastReportedOn', p.last_reported_on))
FROM person p WHERE p.id = :id
