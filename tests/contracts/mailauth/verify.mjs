// Prints what mailauth says of the DKIM signature of each mail, as JSON, one a line.
// Usage: node verify.mjs <file of JSON lines: {"mail": base64, "key": what DNS says}>
import { readFileSync } from "node:fs";
import { dkimVerify } from "mailauth/lib/dkim/verify.js";

const lines = readFileSync(process.argv[2], "utf8").trim().split("\n");
for (const line of lines) {
  const { mail, key } = JSON.parse(line);
  const resolver = async () => [[key]];
  const { results } = await dkimVerify(Buffer.from(mail, "base64"), { resolver });
  const [{ status, signingHeaders }] = results;
  console.log(JSON.stringify({ result: status.result, signed: signingHeaders?.keys }));
}
