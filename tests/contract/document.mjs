// SPDX-License-Identifier: GPL-3.0-or-later
// data/api/openapi.yaml as the tests look at it: operations, references, and schemas that ajv can use.
import { readFileSync } from 'node:fs';
import { Ajv, addFormats, yaml } from './packages.mjs';

const METHODS = ['get', 'put', 'post', 'delete', 'patch'];

// A copy of a schema in which objects refuse what is not described. What is composed is closed around the whole and
// its parts come from the open copies; alternatives that stand alone are each closed.
function closed(schema, around = true) {
  if (Array.isArray(schema)) return schema.map((one) => closed(one, around));
  if (schema === null || typeof schema !== 'object') return schema;
  const copy = {};
  const alone = around && !schema.properties && !schema.allOf;
  for (const [key, value] of Object.entries(schema)) {
    if (key === '$ref') copy.$ref = value.replace('#/components/schemas/', around ? 'urn:closed:' : 'urn:open:');
    else if (key === 'properties' || key === 'patternProperties')
      copy[key] = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, closed(one)]));
    else if (key === 'allOf') copy[key] = value.map((one) => closed(one, false));
    else if (['oneOf', 'anyOf'].includes(key)) copy[key] = value.map((one) => closed(one, alone));
    else if (['if', 'then', 'else', 'not'].includes(key)) copy[key] = closed(value, false);
    else if (['items', 'additionalProperties', 'propertyNames'].includes(key)) copy[key] = closed(value);
    else if (!['examples', 'example', 'xml', 'externalDocs'].includes(key)) copy[key] = value;
  }
  const members = copy.properties || (copy.allOf && copy.allOf.some((one) => one.properties || one.$ref));
  const free = copy.additionalProperties !== undefined || !(copy.type === 'object' || (!copy.type && members));
  if (around && members && !free) copy.unevaluatedProperties = false;
  return copy;
}

export class Document {
  constructor(file) {
    this.file = file;
    this.root = yaml.parse(readFileSync(file, 'utf8'), { maxAliasCount: 1000 });
    this.ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false, allErrors: false });
    addFormats(this.ajv);
    for (const word of ['x-masked', 'x-vocabulary', 'example']) this.ajv.addKeyword(word);
    for (const [name, schema] of Object.entries(this.root.components.schemas)) {
      this.ajv.addSchema({ $id: `urn:open:${name}`, ...closed(schema, false) });
      this.ajv.addSchema({ $id: `urn:closed:${name}`, ...closed(schema) });
    }
    this.validators = new Map();
  }

  // Every operation: { id, method, template, operation, parameters }
  operations() {
    const list = [];
    for (const [template, item] of Object.entries(this.root.paths))
      for (const method of METHODS)
        if (item[method])
          list.push({
            id: item[method].operationId,
            method: method.toUpperCase(),
            template,
            operation: item[method],
            parameters: [...(item.parameters ?? []), ...(item[method].parameters ?? [])].map((one) => this.follow(one)),
          });
    return list;
  }

  // A written path is more than a template: /v1/instructions/status is not an id. An id may hold slashes.
  find(method, path) {
    const fits = (one) =>
      one.method === method &&
      new RegExp(`^${one.template.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]+\}/g, '(.+)')}$`).exec(path);
    const candidates = this.operations().filter(fits);
    return candidates.find((one) => !one.template.includes('{')) ?? candidates[0];
  }

  follow(node) {
    if (!node?.$ref) return node;
    return this.follow(node.$ref.slice(2).split('/').reduce((at, step) => at[step], this.root));
  }

  response(operation, status) {
    const responses = operation.responses;
    return this.follow(responses[status] ?? responses[`${String(status)[0]}XX`] ?? responses.default);
  }

  // Complaints about a value, [] when it is as the schema says and holds nothing that it does not say.
  validate(schema, value) {
    let validator = this.validators.get(schema);
    if (!validator) {
      validator = this.ajv.compile(closed(schema));
      this.validators.set(schema, validator);
    }
    if (validator(value)) return [];
    return validator.errors.map((error) => `${error.instancePath || '/'} ${error.message} ${describe(error)}`);
  }

  // Roles that get through: of a set, or listed.
  roles(value) {
    if (typeof value !== 'string') return value;
    const set = this.root['x-role-sets'][value];
    if (!set) throw new Error(`x-roles: no set “${value}”`);
    return set;
  }
}

function describe(error) {
  const more = error.params.unevaluatedProperty ?? error.params.additionalProperty ?? error.params.allowedValues;
  return more === undefined ? '' : JSON.stringify(more);
}
