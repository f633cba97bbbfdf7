// Mercurius with its compiler on: resolvers over pg, one statement each.
const { createRequire } = require("node:module");
const from = createRequire(`${process.argv[2]}/package.json`);
const fastify = from("fastify");
const mercurius = from("mercurius");
const { Pool } = from("pg");

const tenant = process.env.BENCH_TENANT;
const url = new URL(process.env.DATABASE_URL.replace("@/", "@socket/"));
const pool = new Pool({
  host: url.searchParams.get("host"),
  user: url.username,
  database: url.pathname.slice(1),
  max: 10,
});

const CUSTOMER = {
  name: "customer",
  text: `
    SELECT customer.id, account.available, account.pending, account.debt,
      threshold.name AS threshold, threshold.amount - account.available AS missing
    FROM customers AS customer
    JOIN accounts AS account
      ON account.tenant_id = customer.tenant_id AND account.customer_id = customer.id
    LEFT JOIN LATERAL (
      SELECT name, amount FROM thresholds
      WHERE tenant_id = customer.tenant_id AND unit = account.unit
        AND amount > account.available
      ORDER BY amount LIMIT 1
    ) AS threshold ON true
    WHERE customer.tenant_id = $1 AND customer.id = $2 AND account.unit = 'points'`,
};
const ENTRIES = {
  name: "entries",
  text: `
    SELECT id, kind, amount, available_after AS "availableAfter",
      pending_after AS "pendingAfter", source_type AS "sourceType",
      source_id AS "sourceId", occurred_at AS "occurredAt"
    FROM transfers
    WHERE tenant_id = $1 AND customer_id = $2 AND unit = 'points'
    ORDER BY seq DESC LIMIT 10`,
};
const SCHEMA = `
  type Entry {
    id: ID! kind: String! amount: Int! availableAfter: Int! pendingAfter: Int!
    sourceType: String! sourceId: String! occurredAt: String!
  }
  type Customer {
    id: ID! available: Int! pending: Int! debt: Int! threshold: String missing: Int
    entries: [Entry!]!
  }
  type Query { customer(id: ID!): Customer }
`;

async function rows(question, id) {
  return (await pool.query({ ...question, values: [tenant, id] })).rows;
}

const app = fastify();
app.register(mercurius, {
  schema: SCHEMA,
  jit: 1,
  resolvers: {
    Query: { customer: async (_, { id }) => (await rows(CUSTOMER, id))[0] },
    Customer: { entries: (customer) => rows(ENTRIES, customer.id) },
    Entry: { occurredAt: (entry) => entry.occurredAt.toISOString() },
  },
});
app.listen({ host: process.env.HOST, port: Number(process.env.PORT) });
