SELECT json_object('person', json_object(
  'id', p.id, 'slug', substr(p.id, 8), 'name', n.text,
  'independentSourceCount', p.independent_source_count, 'lastReportedOn', p.last_reported_on))
FROM person p JOIN name n ON n.record_id = p.id AND n.kind = 'primary'
WHERE p.id = :id
