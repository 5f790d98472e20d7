// Asks a server what its arguments say, with Polygon's official client, and prints what that made of the answers as JSON: a list of {result} or {error}.
//   node ask.mjs BASE_ADDRESS KEY '[["getStocksAggregates", "AAPL", 1, "day", "2024-01-02", "2024-02-01"], …]'
import { restClient } from "@polygon.io/client-js";

const [address, key, questions] = process.argv.slice(2);
const client = restClient(key, address, { pagination: true });

const answers = [];
for (const [method, ...parameters] of JSON.parse(questions)) {
  try {
    answers.push({ result: await client[method](...parameters) });
  } catch (problem) {
    answers.push({ error: { status: problem.response?.status ?? 0, data: problem.response?.data ?? String(problem) } });
  }
}
process.stdout.write(JSON.stringify(answers));
