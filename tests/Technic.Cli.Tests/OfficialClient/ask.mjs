// Asks a server what its arguments say, with an official client, and prints what that made of the answers as JSON:
// a list of {result} or {error}.
//   node ask.mjs @polygon.io/client-js BASE_ADDRESS KEY '[["getStocksAggregates", "AAPL", 1, "day", "2024-01-02", "2024-02-01"], …]'
//   node ask.mjs @massive.com/client-js BASE_ADDRESS KEY '[["getTicker", { "ticker": "AAPL" }], …]'
const [library, address, key, questions] = process.argv.slice(2);
const { restClient } = await import(library);
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
