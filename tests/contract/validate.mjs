// SPDX-License-Identifier: GPL-3.0-or-later
// Holds what record.mjs wrote against the document: every request, answer and event, and nothing in them that
// the document does not say. Of a deliberate refusal only the answer is looked at.
//
// validate.mjs DOCUMENT FILE
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Document } from './document.mjs';
import { check, finish } from './tap.mjs';

// What HTTP itself says, or a server about its connection.
const REQUEST_HEADERS = [
  'accept', 'accept-encoding', 'accept-language', 'authorization', 'cache-control', 'content-length', 'content-type',
  'host', 'user-agent',
];
const RESPONSE_HEADERS = [
  'allow', 'cache-control', 'content-length', 'content-type', 'date', 'server', 'x-accel-buffering',
  'x-content-type-options',
];

const mediaType = (headers) => (headers['content-type'] ?? '').split(';')[0].trim().toLowerCase();

// What stands in a path or a query, as the schema wants to see it.
function coerce(schema, text) {
  if (['integer', 'number'].includes(schema.type) && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (schema.type === 'boolean' && ['true', 'false'].includes(text)) return text === 'true';
  return text;
}

function read(text) {
  try {
    return [JSON.parse(text)];
  } catch (error) {
    return [undefined, `not JSON: ${error.message}`];
  }
}

export class Validator {
  constructor(document) {
    this.document = document;
    this.streams = new Map();
    this.counts = new Map(); // operationId → how often it was answered with 2xx; "event NAME" → how often
    this.statuses = new Map(); // "operationId status" → how often
  }

  #count(map, key) {
    map.set(key, (map.get(key) ?? 0) + 1);
  }

  // Complaints about a line, each with where it was.
  take(line) {
    if (line.of !== undefined) return this.#takeEvent(line);
    const url = new URL(line.path, 'http://x');
    const path = decodeURIComponent(url.pathname);
    const found = this.document.find(line.method, path);
    const where = `${line.method} ${line.path} → ${line.response.status}`;
    const complaints = [];

    if (!found) return line.deliberate ? [] : [`${where}: not in the document`];
    if (!line.deliberate) complaints.push(...this.#checkRequest(found, line, url, path));
    complaints.push(...this.#checkResponse(found, line));
    this.#count(this.statuses, `${found.id} ${line.response.status}`);
    if (line.response.status < 300) this.#count(this.counts, found.id);
    return complaints.map((one) => `${where}: ${one}`);
  }

  #takeEvent(line) {
    const found = this.streams.get(line.of);
    if (!found) return [`event of ${line.of}: there is no such stream`];
    this.#count(this.counts, `event ${line.event.event}`);
    return this.document.validate(found, line.event).map((one) => `event ${JSON.stringify(line.event).slice(0, 200)}: ${one}`);
  }

  #checkParameter(parameter, given) {
    if (given === undefined || given === null)
      return parameter.required ? [`${parameter.in} ${parameter.name}: missing`] : [];
    const value = coerce(this.document.follow(parameter.schema), given);
    return this.document.validate(parameter.schema, value).map((one) => `${parameter.in} ${parameter.name}: ${one}`);
  }

  #checkRequest({ operation, parameters, template }, line, url, path) {
    const { headers, body } = line.request;
    const complaints = [];
    const known = (place) => parameters.filter((one) => one.in === place);
    const names = [...template.matchAll(/\{([^}]+)\}/g)].map((match) => match[1]);
    const values = new RegExp(`^${template.replace(/\{[^}]+\}/g, '(.+)')}$`).exec(path).slice(1);

    for (const parameter of parameters) {
      const given = {
        path: values[names.indexOf(parameter.name)],
        query: url.searchParams.get(parameter.name),
        header: headers[parameter.name.toLowerCase()],
      };
      complaints.push(...this.#checkParameter(parameter, given[parameter.in]));
    }
    for (const name of url.searchParams.keys())
      if (!known('query').some((one) => one.name === name)) complaints.push(`query ${name}: not in the document`);
    for (const name of Object.keys(headers))
      if (!REQUEST_HEADERS.includes(name) && !known('header').some((one) => one.name.toLowerCase() === name))
        complaints.push(`request header ${name}: not in the document`);
    if ((operation.security ?? this.document.root.security).length && !/^Bearer \S+$/.test(headers.authorization ?? ''))
      complaints.push('no bearer token');
    complaints.push(...this.#checkBody('request', this.document.follow(operation.requestBody), headers, body));
    return complaints;
  }

  #checkBody(what, described, headers, body) {
    const content = described?.content;
    if (!content) return body ? [`${what}: a body that is not in the document`] : [];
    if (!body) return what === 'request' && !described.required ? [] : [`${what}: no body`];
    const media = content[mediaType(headers)];
    if (!media) return [`${what}: content type “${mediaType(headers)}” is not in the document`];
    const [value, problem] = /[/+]json$/.test(mediaType(headers)) ? read(body) : [body];
    return (problem ? [problem] : this.document.validate(media.schema, value)).map((one) => `${what}: ${one}`);
  }

  #checkResponse({ operation }, line) {
    const { status, headers, body } = line.response;
    const described = this.document.response(operation, status);
    if (!described) return ['the status is not in the document'];
    const complaints = [];
    const documented = Object.entries(described.headers ?? {}).map(([name, one]) => [name.toLowerCase(), this.document.follow(one)]);

    for (const [name, header] of documented) {
      if (headers[name] === undefined && header.required) complaints.push(`response header ${name}: missing`);
      if (headers[name] !== undefined)
        complaints.push(...this.document.validate(header.schema, headers[name]).map((one) => `response header ${name}: ${one}`));
    }
    for (const name of Object.keys(headers))
      if (!RESPONSE_HEADERS.includes(name) && !documented.some(([one]) => one === name))
        complaints.push(`response header ${name}: not in the document`);
    const stream = described.content?.['text/event-stream'];
    if (stream && mediaType(headers) === 'text/event-stream') this.streams.set(line.n, stream.schema.items);
    else complaints.push(...this.#checkBody('response', described, headers, body));
    return complaints;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const validator = new Validator(new Document(process.argv[2]));
  const lines = readFileSync(process.argv[3], 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
  check(`${lines.length} exchanges and events are as the document says`, lines.flatMap((line) => validator.take(line)));
  for (const [key, n] of validator.statuses) console.log(`# ${key}: ${n}`);
  finish();
}
