// SPDX-License-Identifier: GPL-3.0-or-later
// lint.mjs DOCUMENT: the public linter, every finding an error but those that are explained here.
import path from 'node:path';
import { redocly } from './packages.mjs';
import { check, finish } from './tap.mjs';

const file = process.argv[2];

// Every rule of the linter but these.
const unwanted = {
  'info-contact': 'whoever runs a platform is its contact',
  'info-license-url': 'the licence has an SPDX identifier instead',
  'path-segment-plural': 'not everything is a list',
  'paths-kebab-case': 'paths are the names of kinds',
  'required-string-property-missing-min-length': 'an empty text says what an absent one says',
  'scalar-property-missing-example': 'examples are of whole records',
  'tags-alphabetical': 'the tags stand in the order in which one meets them',
};

// Single findings that are as they should be; one that no longer occurs is an error too.
const expected = [];

// What an attachment may be: lian-media.h.
const FILES = ['image/png', 'image/jpeg', 'image/webp', 'application/pdf'];

const config = await redocly.createConfig({
  extends: ['all'],
  rules: {
    ...Object.fromEntries(Object.keys(unwanted).map((rule) => [rule, 'off'])),
    'request-mime-type': { severity: 'error', allowedValues: ['application/json', 'application/x-ndjson', ...FILES] },
    'response-mime-type': {
      severity: 'error',
      allowedValues: [
        'application/json', 'application/problem+json', 'text/event-stream', 'application/geo+json',
        'application/vnd.oai.openapi+json', ...FILES,
      ],
    },
  },
});
const problems = await redocly.lint({ ref: path.resolve(file), config });
const findings = problems.map((problem) => ({
  rule: problem.ruleId,
  at: problem.location[0]?.pointer ?? '',
  text: `${problem.ruleId}: ${problem.location[0]?.pointer ?? ''}: ${problem.message}`,
}));
const is = (finding, one) => finding.rule === one.rule && finding.at.startsWith(one.at);

check('the linter has nothing to say', findings.filter((one) => !expected.some((other) => is(one, other))).map((one) => one.text));
check('every exception is still needed', expected.filter((one) => !findings.some((other) => is(other, one))).map((one) => `${one.rule} ${one.at}`));
finish();
