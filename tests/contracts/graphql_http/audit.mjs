// Prints the outcome of every graphql-http audit of a server as JSON, one a line.
// Usage: node audit.mjs <url> <authorization header>
import { serverAudits } from "graphql-http";

const [, , url, authorization] = process.argv;

const fetchFn = (address, init = {}) =>
  fetch(address, { ...init, headers: { ...init.headers, authorization } });

for (const audit of serverAudits({ url, fetchFn })) {
  const { id, name, status, reason } = await audit.fn();
  console.log(JSON.stringify({ id, name, status, reason }));
}
