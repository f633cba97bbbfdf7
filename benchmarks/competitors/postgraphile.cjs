// PostGraphile 5 with the preset that names things as its version 4 did.
const { createRequire } = require("node:module");
const { createServer } = require("node:http");
const from = createRequire(`${process.argv[2]}/package.json`);
const { postgraphile } = from("postgraphile");
const { PostGraphileAmberPreset } = from("postgraphile/presets/amber");
const { makeV4Preset } = from("postgraphile/presets/v4");
const { makePgService } = from("postgraphile/adaptors/pg");
const { grafserv } = from("postgraphile/grafserv/node");

const url = new URL(process.env.DATABASE_URL.replace("@/", "@socket/"));
const preset = {
  extends: [PostGraphileAmberPreset, makeV4Preset({ simpleCollections: "omit" })],
  pgServices: [
    makePgService({
      poolConfig: {
        host: url.searchParams.get("host"),
        user: url.username,
        database: url.pathname.slice(1),
        max: 10,
      },
      schemas: ["public"],
    }),
  ],
  grafserv: { graphqlPath: "/graphql", graphiql: false, watch: false },
  grafast: { explain: false },
};

async function main() {
  const server = createServer();
  const serv = postgraphile(preset).createServ(grafserv);
  await serv.addTo(server);
  await serv.ready();
  server.listen(Number(process.env.PORT), process.env.HOST);
}

main();
