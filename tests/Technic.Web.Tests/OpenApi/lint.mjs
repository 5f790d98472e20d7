// Prints the problems of an OpenAPI document as a JSON list of texts. Usage: node lint.mjs FILE
import { readFileSync } from 'node:fs';
import { createConfig, lintFromString } from '@redocly/openapi-core';

const config = await createConfig({
  extends: ['recommended-strict'],
  rules: {
    'no-invalid-schema-examples': 'error',
    'no-invalid-parameter-examples': 'error',
    'no-invalid-media-type-examples': 'error',
    // What Spectral's rules for OpenAPI ask for too.
    'info-contact': 'error',
    'operation-description': 'error',
    // The usual server of this project is the user's own machine.
    'no-server-example.com': 'off',
    // OpenAPI prefers a path without parameters, as routing does: /api/scans/stream before /api/scans/{id}.
    'no-ambiguous-paths': 'off',
  },
});
const problems = await lintFromString({
  source: readFileSync(process.argv[2], 'utf8'), absoluteRef: process.argv[2], config,
});
console.log(JSON.stringify(problems.map(
  problem => `${problem.ruleId} at ${problem.location[0]?.pointer}: ${problem.message}`)));
