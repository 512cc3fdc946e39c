-- What PostGraphile shows: the tables as views in a schema of their own, with the names, the rule
-- that deprecated rows are left out, and the words of enums as clients see them. Smart tags stand
-- for the keys, which views have not. The functions express what its own filters cannot.

DROP SCHEMA IF EXISTS peers CASCADE;
CREATE SCHEMA peers;
SET search_path = peers, public;

CREATE VIEW person AS
  SELECT p.id, substr(p.id, 8) AS slug, p.name, p.name_sort, p.independent_source_count,
    p.last_reported_on
  FROM public.person p;
COMMENT ON VIEW person IS '@primaryKey id';

CREATE VIEW organization AS
  SELECT o.id, o.name, o.name_sort FROM public.organization o;
COMMENT ON VIEW organization IS '@primaryKey id';

CREATE VIEW organization_parent AS
  SELECT t.organization_id, t.ancestor_id AS parent_id FROM organization_ancestor t
  WHERE t.depth = 1 AND t.until_day = '9999-12-31';
COMMENT ON VIEW organization_parent IS E'@primaryKey organization_id\n@foreignKey (organization_id) references organization (id)|@foreignFieldName above\n@foreignKey (parent_id) references organization (id)|@fieldName parent';

CREATE VIEW role AS
  SELECT r.id, r.title, r.status AS word, upper(r.status) AS status, r.person_id,
    r.organization_id, r.start_edtf,
    r.start_sort, r.end_edtf, r.end_sort, r.possible_from, r.possible_until, r.sure_from,
    r.sure_until
  FROM public.role r WHERE r.rank <> 'deprecated';
COMMENT ON VIEW role IS E'@primaryKey id\n@foreignKey (person_id) references person (id)|@fieldName person|@foreignSimpleFieldName roles\n@foreignKey (organization_id) references organization (id)|@fieldName organization|@foreignSimpleFieldName ownRoles';

CREATE VIEW compensation_report AS
  SELECT c.id, c.recipient_id, upper(c.period) AS period, c.amount_min, c.amount_max, c.currency,
    c.at_sort
  FROM public.compensation_report c WHERE c.rank <> 'deprecated';
COMMENT ON VIEW compensation_report IS E'@primaryKey id\n@foreignKey (recipient_id) references person (id)|@foreignSimpleFieldName compensationReports';

CREATE VIEW ai_model AS
  SELECT m.id, m.name, m.released_edtf, m.released_sort FROM public.ai_model m;
COMMENT ON VIEW ai_model IS '@primaryKey id';

CREATE VIEW source AS
  SELECT s.id, s.headline, s.url, s.published_edtf FROM public.source s;
COMMENT ON VIEW source IS '@primaryKey id';

CREATE VIEW evidence AS
  SELECT e.id, e.subject_id, e.source_id, upper(e.stance) AS stance, upper(e.basis) AS basis
  FROM public.evidence e;
COMMENT ON VIEW evidence IS E'@primaryKey id\n@foreignKey (source_id) references source (id)|@fieldName source\n@foreignKey (subject_id) references role (id)|@foreignSimpleFieldName evidence';

-- Roles here, and in its parts while they were its parts.
CREATE FUNCTION organization_roles(o organization) RETURNS SETOF role
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT DISTINCT ON (r.start_sort, r.id) r.*
  FROM organization_ancestor t JOIN peers.role r ON r.organization_id = t.organization_id
  WHERE t.ancestor_id = o.id
    AND t.until_day >= r.possible_from AND t.from_day <= r.possible_until
  ORDER BY r.start_sort, r.id
$$;

-- Those held on a day, the surest first.
CREATE FUNCTION organization_roles_held(o organization, day date) RETURNS SETOF role
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT r.*
  FROM organization_ancestor b JOIN peers.role r ON r.organization_id = b.organization_id
  WHERE b.ancestor_id = o.id AND b.from_day <= day AND b.until_day >= day
    AND r.possible_from <= day AND r.possible_until >= day
  ORDER BY CASE
      WHEN r.sure_from <= day AND r.sure_until >= day THEN 0
      WHEN r.sure_from <= day AND r.word = 'current' THEN 1
      ELSE 2 END, r.start_sort, r.id
$$;

-- Its own roles of these statuses, in whatever order clients say.
CREATE FUNCTION organization_roles_with(o organization, statuses text[]) RETURNS SETOF role
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT r.* FROM peers.role r WHERE r.organization_id = o.id AND r.word = ANY (statuses)
$$;
COMMENT ON FUNCTION organization_roles_with IS '@behavior +orderBy +order +resource:connection:backwards';

CREATE FUNCTION organization_models(o organization) RETURNS SETOF ai_model
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT m.*
  FROM (
    SELECT DISTINCT d.model_id
    FROM organization_ancestor t
    JOIN model_developer d ON d.organization_id = t.organization_id
    JOIN public.ai_model m ON m.id = d.model_id
    WHERE t.ancestor_id = o.id
      AND t.until_day >= coalesce(m.released_earliest, '0001-01-01')
      AND t.from_day <= coalesce(m.released_latest, '9999-12-31')
  ) b
  JOIN peers.ai_model m ON m.id = b.model_id
  ORDER BY m.released_sort, m.id
$$;

-- Those with a role of this status, in whatever order clients say.
CREATE FUNCTION people_with(status text) RETURNS SETOF person
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT p.* FROM peers.person p WHERE EXISTS (
    SELECT FROM public.role r
    WHERE r.person_id = p.id AND r.status = people_with.status AND r.rank <> 'deprecated'
    OFFSET 0)
$$;
COMMENT ON FUNCTION people_with IS '@behavior +orderBy +order +resource:connection:backwards';
