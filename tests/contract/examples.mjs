// SPDX-License-Identifier: GPL-3.0-or-later
// examples.mjs DOCUMENT: every example is as its schema says, and everything that goes over the wire has one.
import { Document } from './document.mjs';
import { check, finish } from './tap.mjs';

const document = new Document(process.argv[2]);
const { components } = document.root;
const counted = { schemas: 0, media: 0, parameters: 0 };

const examplesOf = (node) => [
  ...('example' in node ? [node.example] : []),
  ...Object.values(node.examples ?? {}).map((one) => (Array.isArray(node.examples) ? one : document.follow(one).value)),
];

for (const [name, schema] of Object.entries(components.schemas)) {
  const examples = schema.examples ?? [];
  counted.schemas += examples.length;
  if (examples.length)
    check(`${name}: its examples`, examples.flatMap((one) => document.validate({ $ref: `#/components/schemas/${name}` }, one)));
}

// It has an example, or something in it has.
function isShown(schema, seen = new Set()) {
  if (!schema || seen.has(schema)) return false;
  seen.add(schema);
  if (schema.examples?.length) return true;
  if (schema.$ref) return isShown(document.follow(schema), seen);
  const parts = [...(schema.allOf ?? []), ...(schema.oneOf ?? []), ...Object.values(schema.properties ?? {}), ...(schema.items ? [schema.items] : [])];
  return parts.some((one) => isShown(one, seen));
}

function checkContent(where, content) {
  for (const [type, media] of Object.entries(content ?? {})) {
    const examples = examplesOf(media);
    counted.media += examples.length;
    check(`${where} ${type}`, [
      ...examples.flatMap((one) => document.validate(media.schema, one)),
      !examples.length && !isShown(media.schema) && 'there is no example',
    ]);
  }
}

for (const { id, operation, parameters } of document.operations()) {
  checkContent(`${id}: request`, document.follow(operation.requestBody)?.content);
  for (const [status, response] of Object.entries(operation.responses))
    checkContent(`${id}: ${status}`, document.follow(response).content);
  for (const parameter of parameters)
    for (const example of examplesOf(parameter)) {
      counted.parameters++;
      check(`${id}: parameter ${parameter.name}`, document.validate(parameter.schema, example));
    }
}
for (const kind of components.schemas.KindName.enum) {
  const name = kind.replace(/(^|_)(.)/g, (_, __, letter) => letter.toUpperCase());
  check(`${kind}: an example`, [!components.schemas[name]?.examples?.length && 'none']);
}
check('there are examples of all sorts', Object.entries(counted).map(([what, n]) => n === 0 && `${what}: none`));
finish();
