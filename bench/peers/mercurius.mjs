// Mercurius with resolvers and batched loaders written by hand: DATABASE_URL PORT
// It answers the questions of `questions/graphql`, by the part of Roster's schema that they use.
import Fastify from "fastify";
import mercurius from "mercurius";
import pg from "pg";

const schema = `
scalar Date
enum OrderDirection { ASC DESC }
enum RoleStatus { PLANNED CURRENT ENDED UNKNOWN NEVER_STARTED }
enum PersonOrderField { NAME }
enum RoleOrderField { START END }
input RoleFilter { status: [RoleStatus!] }
input PersonFilter { roles: RoleFilter }
input PersonOrder { field: PersonOrderField! direction: OrderDirection! = ASC }
input RoleOrder { field: RoleOrderField! direction: OrderDirection! = ASC }
type FuzzyDate { edtf: String! }
type MoneyRange { min: Float max: Float currency: String! }
type PageInfo { hasNextPage: Boolean! endCursor: String }
type Source { headline: String! url: String published: FuzzyDate }
type Evidence { stance: String! basis: String! source: Source! }
type AIModel { name: String! released: FuzzyDate }
type CompensationReport { period: String! amount: MoneyRange! }
type Role {
  title: String
  status: RoleStatus!
  start: FuzzyDate
  end: FuzzyDate
  person: Person!
  organization: Organization!
  evidence: [Evidence!]!
}
type Person {
  id: ID!
  slug: String!
  name: String!
  independentSourceCount: Int!
  lastReportedOn: Date
  roles(first: Int = 50): RoleConnection!
  compensationReports(first: Int = 50): CompensationReportConnection!
}
type Organization {
  id: ID!
  name: String!
  parent: Organization
  models(first: Int = 50): AIModelConnection!
  roles(
    includeDescendants: Boolean = true
    heldOn: Date
    filter: RoleFilter
    orderBy: [RoleOrder!]
    first: Int = 50
    after: String
  ): RoleConnection!
}
type PersonEdge { cursor: String! }
type RoleEdge { cursor: String! }
type PersonConnection { nodes: [Person!]! edges: [PersonEdge!]! pageInfo: PageInfo! }
type RoleConnection {
  totalCount: Int!
  nodes: [Role!]!
  edges: [RoleEdge!]!
  pageInfo: PageInfo!
}
type CompensationReportConnection { nodes: [CompensationReport!]! }
type AIModelConnection { nodes: [AIModel!]! }
type Query {
  person(id: ID!): Person
  organization(id: ID!): Organization
  people(
    filter: PersonFilter
    orderBy: [PersonOrder!]
    first: Int = 50
    after: String
  ): PersonConnection!
}`;

pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
const pool = new pg.Pool({
  connectionString: process.env.DATABASE_URL,
  max: 10,
  options: "-c plan_cache_mode=force_generic_plan", // planning costs as much as running
});

/** Run a statement, which stays prepared under its own text. */
const names = new Map();
async function rows(text, values) {
  if (!names.has(text)) names.set(text, `s${names.size}`);
  return (await pool.query({ name: names.get(text), text, values })).rows;
}

const PERSON = `p.id, p.name, p.name_sort, p.independent_source_count, p.last_reported_on`;
const ROLE = `r.id, r.title, r.status, r.person_id, r.organization_id, r.start_edtf, r.start_sort,
  r.end_edtf, r.end_sort`;
const NORMAL = `r.rank <> 'deprecated'`;

const cursor = (...place) => Buffer.from(JSON.stringify(place)).toString("base64url");
const place = (text) => JSON.parse(Buffer.from(text, "base64url").toString());
const fuzzy = (column) => (row) => row[column] && { edtf: row[column] };
const lower = (words) => words.map((word) => word.toLowerCase());

/** Make a connection of rows, of which there is one more than asked for where more follow. */
function page(found, first, sort, count) {
  const nodes = found.length > first ? found.slice(0, first) : found;
  return { nodes, more: found.length > first, sort, count };
}

/** Give each of some rows what was found for its key. */
async function byKey(queries, key, text, column) {
  const keys = queries.map((query) => query.obj[key]);
  const found = new Map();
  for (const row of await rows(text, [[...new Set(keys)]])) found.set(row[column], row);
  return keys.map((each) => found.get(each) ?? null);
}

/** Give each of some rows the list of all that was found for its id. */
async function lists(queries, text, column, ...values) {
  const found = new Map(queries.map((query) => [query.obj.id, []]));
  for (const row of await rows(text, [[...found.keys()], ...values])) found.get(row[column]).push(row);
  return queries.map((query) => found.get(query.obj.id));
}

/** Give each of some rows the first so many that were found for its id, as a connection. */
async function firsts(queries, text, column) {
  const { first } = queries[0].params; // one field of one operation: all have the same
  return (await lists(queries, text, column, first)).map((nodes) => ({ nodes }));
}

const ROLES_BELOW = `
  SELECT DISTINCT ON (r.start_sort, r.id) ${ROLE}
  FROM organization_ancestor t JOIN role r ON r.organization_id = t.organization_id
  WHERE t.ancestor_id = $1 AND ${NORMAL}
    AND t.until_day >= r.possible_from AND t.from_day <= r.possible_until
  ORDER BY r.start_sort, r.id LIMIT $2`;

const ROLES_HELD = `
  SELECT ${ROLE} FROM organization_ancestor b
  JOIN role r ON r.organization_id = b.organization_id
  WHERE b.ancestor_id = $1 AND b.from_day <= $3::date AND b.until_day >= $3::date AND ${NORMAL}
    AND r.possible_from <= $3::date AND r.possible_until >= $3::date
  ORDER BY CASE
      WHEN r.sure_from <= $3::date AND r.sure_until >= $3::date THEN 0
      WHEN r.sure_from <= $3::date AND r.status = 'current' THEN 1
      ELSE 2 END, r.start_sort, r.id
  LIMIT $2`;

const OWN = `FROM role r WHERE r.organization_id = $1 AND r.status = ANY ($2) AND ${NORMAL}`;

async function ownRoles(id, { filter, orderBy, first, after }) {
  const sort = orderBy[0].field === "END" ? "end_sort" : "start_sort";
  const [way, sign] = orderBy[0].direction === "DESC" ? ["DESC", "<"] : ["ASC", ">"];
  const statuses = lower(filter.status);
  const beyond = after ? `AND (r.${sort}, r.id) ${sign} ($4::date, $5)` : "";
  const found = await rows(
    `SELECT ${ROLE} ${OWN} ${beyond} ORDER BY r.${sort} ${way}, r.id ${way} LIMIT $3`,
    [id, statuses, first + 1, ...(after ? place(after) : [])],
  );
  const count = async () => (await rows(`SELECT count(*) ${OWN}`, [id, statuses]))[0].count;
  return page(found, first, sort, count);
}

async function rolesOf(id, asked) {
  if (!asked.includeDescendants) return ownRoles(id, asked);
  const values = [id, asked.first];
  if (!asked.heldOn) return page(await rows(ROLES_BELOW, values), asked.first, "start_sort");
  return page(await rows(ROLES_HELD, [...values, asked.heldOn]), asked.first, "start_sort");
}

const MODELS = `
  SELECT m.id, m.name, m.released_edtf FROM (
    SELECT DISTINCT d.model_id FROM organization_ancestor t
    JOIN model_developer d ON d.organization_id = t.organization_id
    JOIN ai_model m ON m.id = d.model_id
    WHERE t.ancestor_id = $1
      AND t.until_day >= coalesce(m.released_earliest, '0001-01-01')
      AND t.from_day <= coalesce(m.released_latest, '9999-12-31')
  ) b
  JOIN ai_model m ON m.id = b.model_id
  ORDER BY m.released_sort, m.id LIMIT $2`;

async function people(_, { filter, orderBy, first, after }) {
  const [way, sign] = orderBy[0].direction === "DESC" ? ["DESC", "<"] : ["ASC", ">"];
  const beyond = after ? `AND (p.name_sort, p.id) ${sign} ($3, $4)` : "";
  const found = await rows(
    `SELECT ${PERSON} FROM person p WHERE EXISTS (
      SELECT FROM role r WHERE r.person_id = p.id AND r.status = ANY ($1) AND ${NORMAL}
      OFFSET 0) ${beyond}
    ORDER BY p.name_sort ${way}, p.id ${way} LIMIT $2`,
    [lower(filter.roles.status), first + 1, ...(after ? place(after) : [])],
  );
  return page(found, first, "name_sort");
}

const ROLES_OF_PEOPLE = `
  SELECT r.* FROM unnest($1::text[]) AS parent (id) CROSS JOIN LATERAL (
    SELECT ${ROLE} FROM role r WHERE r.person_id = parent.id COLLATE "C" AND ${NORMAL}
    ORDER BY r.start_sort, r.id LIMIT $2
  ) r`;

const PAY_OF_PEOPLE = `
  SELECT r.* FROM unnest($1::text[]) AS parent (id) CROSS JOIN LATERAL (
    SELECT r.recipient_id, upper(r.period) AS period, r.amount_min, r.amount_max, r.currency
    FROM compensation_report r WHERE r.recipient_id = parent.id COLLATE "C" AND ${NORMAL}
    ORDER BY r.at_sort, r.id LIMIT $2
  ) r`;

const connection = {
  edges: ({ nodes, sort }) => nodes.map((row) => ({ cursor: cursor(row[sort], row.id) })),
  pageInfo: ({ nodes, more, sort }) => ({
    hasNextPage: more,
    endCursor: nodes.length ? cursor(nodes.at(-1)[sort], nodes.at(-1).id) : null,
  }),
};

const resolvers = {
  Query: {
    person: async (_, { id }) =>
      (await rows(`SELECT ${PERSON} FROM person p WHERE p.id = $1`, [id]))[0],
    organization: async (_, { id }) =>
      (await rows("SELECT id, name FROM organization WHERE id = $1", [id]))[0],
    people,
  },
  Person: {
    slug: ({ id }) => id.slice(id.indexOf("/") + 1),
    independentSourceCount: (row) => row.independent_source_count,
    lastReportedOn: (row) => row.last_reported_on,
  },
  Role: {
    status: (row) => row.status.toUpperCase(),
    start: fuzzy("start_edtf"),
    end: fuzzy("end_edtf"),
  },
  CompensationReport: {
    amount: (row) => ({ min: row.amount_min, max: row.amount_max, currency: row.currency }),
  },
  AIModel: { released: fuzzy("released_edtf") },
  Source: { published: fuzzy("published_edtf") },
  PersonConnection: connection,
  RoleConnection: { ...connection, totalCount: ({ count }) => count() },
};

const opts = { cache: false };
const loaders = {
  Person: {
    roles: { loader: (queries) => firsts(queries, ROLES_OF_PEOPLE, "person_id"), opts },
    compensationReports: {
      loader: (queries) => firsts(queries, PAY_OF_PEOPLE, "recipient_id"),
      opts,
    },
  },
  Role: {
    person: {
      loader: (queries) =>
        byKey(queries, "person_id", `SELECT ${PERSON} FROM person p WHERE p.id = ANY ($1)`, "id"),
      opts,
    },
    organization: {
      loader: (queries) =>
        byKey(
          queries,
          "organization_id",
          "SELECT id, name FROM organization WHERE id = ANY ($1)",
          "id",
        ),
      opts,
    },
    evidence: {
      loader: (queries) =>
        lists(
          queries,
          `SELECT subject_id, source_id, upper(stance) AS stance, upper(basis) AS basis
           FROM evidence WHERE subject_id = ANY ($1) ORDER BY subject_id, id`,
          "subject_id",
        ),
      opts,
    },
  },
  Evidence: {
    source: {
      loader: (queries) =>
        byKey(
          queries,
          "source_id",
          "SELECT id, headline, url, published_edtf FROM source WHERE id = ANY ($1)",
          "id",
        ),
      opts,
    },
  },
  Organization: {
    parent: {
      loader: (queries) =>
        byKey(
          queries,
          "id",
          `SELECT t.organization_id AS of, o.id, o.name FROM organization_ancestor t
           JOIN organization o ON o.id = t.ancestor_id
           WHERE t.organization_id = ANY ($1) AND t.depth = 1 AND t.until_day = '9999-12-31'`,
          "of",
        ),
      opts,
    },
    models: {
      loader: (queries) =>
        Promise.all(
          queries.map(async ({ obj, params }) => ({
            nodes: await rows(MODELS, [obj.id, params.first]),
          })),
        ),
      opts,
    },
    roles: {
      loader: (queries) => Promise.all(queries.map(({ obj, params }) => rolesOf(obj.id, params))),
      opts,
    },
  },
};

const app = Fastify({ logger: false });
app.register(mercurius, { schema, resolvers, loaders, jit: 1, path: "/graphql", graphiql: false });
await app.listen({ port: Number(process.argv[2]), host: "127.0.0.1" });
