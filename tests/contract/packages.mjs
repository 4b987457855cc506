// SPDX-License-Identifier: GPL-3.0-or-later
// The packages of package-lock.json. They lie outside of the source, where build-aux/setup.sh puts them
// (LIAN_NODE_PACKAGES); a test without them is skipped.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const directory = process.env.LIAN_NODE_PACKAGES ?? '';
const missing = `the packages of tests/contract are not installed in “${directory}”: build-aux/check does it`;

if (!existsSync(path.join(directory, 'node_modules', 'ajv'))) {
  console.log(`1..0 # SKIP ${missing}`);
  process.exit(77);
}

const load = createRequire(path.join(path.resolve(directory), 'package.json'));

export const redocly = load('@redocly/openapi-core');
export const { default: Ajv } = load('ajv/dist/2020');
export const { default: addFormats } = load('ajv-formats');
export const yaml = load('yaml');
