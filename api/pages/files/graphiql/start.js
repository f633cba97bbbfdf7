// Starts GraphiQL. A key may come after `#key=`, which no server sees; it is put among
// the request's headers and taken out of the address.
const HEADER = "Authorization";
const ACCEPT = "application/graphql-response+json, application/json;q=0.9";
const KEYLESS =
  `Put an API key under Headers: {"${HEADER}": "Bearer sk_test_…"}. Documents of your ` +
  "own, and the schema, need the scope graphql:adhoc.";
const QUERY = `# Ask the graph. Ctrl-Space completes, Ctrl-Enter asks.
# An API key goes under Headers below.

query Regulars {
  programme { name currency }
  customers(first: 3) {
    nodes {
      id
      givenName
      accounts { unit available pending }
      orders(first: 2) { nodes { externalId amount occurredAt } }
    }
  }
}
`;

const key = new URLSearchParams(location.hash.slice(1)).get("key");
if (key) {
  history.replaceState(null, "", location.pathname);
}

async function fetcher(params, { headers = {} } = {}) {
  const named = Object.keys(headers).map((name) => name.toLowerCase());
  if (!named.includes(HEADER.toLowerCase())) {
    return { errors: [{ message: KEYLESS }] };
  }
  const answer = await fetch("/graphql", {
    method: "POST",
    headers: { accept: ACCEPT, "content-type": "application/json", ...headers },
    body: JSON.stringify(params),
  });
  return answer.json();
}

const headers = JSON.stringify({ [HEADER]: `Bearer ${key}` }, null, 2);
ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher,
    defaultQuery: QUERY,
    defaultEditorToolsVisibility: "headers",
    shouldPersistHeaders: false,
    ...(key ? { headers } : {}),
  }),
);
