// SPDX-License-Identifier: GPL-3.0-or-later
// write-examples.mjs DOCUMENT SERVER: gives every kind without an example one from the demonstration county, the
// record that says most (ninja refresh-examples; refresh-api then lays it out).
import { readFileSync, writeFileSync } from 'node:fs';
import { Document } from './document.mjs';
import { TestServer, ask } from './server.mjs';

const POINTS = 5;

// Shapes are cut down to a few points: an example has to be read.
function shorten(geometry) {
  const thin = (line) => {
    const step = Math.max(1, Math.ceil((line.length - 1) / (POINTS - 1)));
    const some = line.filter((_, i) => i % step === 0 && i < line.length - 1);
    return [...some, line.at(-1)].map((point) => point.map((one) => Number(one.toFixed(4))));
  };
  const depth = { LineString: 0, Polygon: 1, MultiPolygon: 2 }[geometry.type];
  const walk = (coordinates, left) => (left === 0 ? thin(coordinates) : [walk(coordinates[0], left - 1)]);
  return depth === undefined ? geometry : { type: geometry.type, coordinates: walk(geometry.coordinates, depth) };
}

async function choose(server, token, plural) {
  const records = [];
  for (let next = ''; next !== undefined;) {
    const { status, text } = await ask(server.url, { path: `/v1/${plural}?after=${encodeURIComponent(next)}`, token });
    if (status !== 200) throw new Error(`${plural}: ${status} ${text}`);
    const page = JSON.parse(text);
    records.push(...page.records);
    ({ next } = page);
  }
  const weight = (record) => 1000 * Object.keys(record).length - JSON.stringify(record).length / 1000;
  const best = records.reduce((most, one) => (most && weight(most) >= weight(one) ? most : one), undefined);
  return best && { ...best, ...(best.geometry ? { geometry: shorten(best.geometry) } : {}) };
}

const [, , documentFile, program] = process.argv;
const document = new Document(documentFile);
const { schemas } = document.root.components;
let text = readFileSync(documentFile, 'utf8');
const server = new TestServer(program);
try {
  await server.start();
  const token = await server.signIn('chief');
  for (const { id, template, operation } of document.operations()) {
    const records = operation.responses['200']?.content?.['application/json']?.schema.allOf?.[1]?.properties?.records;
    const name = records?.items.$ref?.split('/').at(-1);
    if (!id.startsWith('list_') || !name || schemas[name].examples) continue;
    const example = await choose(server, token, template.split('/').at(-1));
    if (!example) {
      console.log(`${name}: the county has none; write an example by hand`);
      continue;
    }
    const schema = new RegExp(`(^    ${name}:\\n(?:      .*\\n)+)`, 'm');
    text = text.replace(schema, (all) => `${all}      examples: ${JSON.stringify([example])}\n`);
    console.log(`${name}: an example`);
  }
  writeFileSync(documentFile, text);
} finally {
  await server.stop();
}
