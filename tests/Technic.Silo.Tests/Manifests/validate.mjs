// Validates Kubernetes objects, given as a JSON array in a file, against the JSON schemas of their kinds. Prints a JSON array of errors.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const errors = [];
for (const item of JSON.parse(readFileSync(process.argv[2], "utf8"))) {
  const name = `${item.kind} ${item.metadata?.name}`;
  const model = require(`kubernetes-models/${item.apiVersion}`)[item.kind];
  try {
    new model(item).validate();
  } catch (problem) {
    errors.push(`${name}: ${problem.message}`);
  }
}
console.log(JSON.stringify(errors));
