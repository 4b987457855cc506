// SPDX-License-Identifier: GPL-3.0-or-later
// validator.mjs DOCUMENT: what validate.mjs is there to find, it finds.
import { Document } from './document.mjs';
import { EventReader } from './record.mjs';
import { check, finish } from './tap.mjs';
import { Validator } from './validate.mjs';

const document = new Document(process.argv[2]);
const { schemas } = document.root.components;
const json = { 'content-type': 'application/json' };

const page = () => ({
  n: 1, method: 'GET', path: '/v1/cases?region=421202001000&limit=5',
  request: { headers: { authorization: 'Bearer t' }, body: '' },
  response: { status: 200, headers: { ...json }, body: JSON.stringify({ position: 'e:1', records: [schemas.Case.examples[0]] }) },
});
const order = () => ({
  n: 2, method: 'POST', path: '/v1/instructions',
  request: {
    headers: {
      ...json, authorization: 'Bearer t', 'if-match': '"8"', 'idempotency-key': schemas.Order.examples[0].id,
      'content-digest': 'sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:',
    },
    body: JSON.stringify(schemas.Order.examples[0]),
  },
  response: { status: 201, headers: { ...json }, body: JSON.stringify(schemas.Receipt.examples[0]) },
});
const feed = () => ({
  n: 3, method: 'GET', path: '/v1/changes',
  request: { headers: { authorization: 'Bearer t', 'last-event-id': 'e:1' }, body: '' },
  response: { status: 200, headers: { 'content-type': 'text/event-stream' } },
});
const change = () => ({
  of: 3,
  event: {
    event: 'change', id: 'e:2',
    data: { kind: 'case', id: 'c', version: 2, op: 'upsert', more: false, record: { ...schemas.Case.examples[0] } },
  },
});

// @spoil changes the line that begin() makes; undefined for one that is right
function tryLine(name, begin, spoil) {
  const validator = new Validator(document);
  const line = begin();
  if (line.of) validator.take(feed());
  spoil?.(line);
  const complaints = validator.take(line);
  check(name, spoil ? [!complaints.length && 'nothing was found'] : complaints);
}

const body = (part, change) => (line) => {
  const value = JSON.parse(line[part].body);
  change(value);
  line[part].body = JSON.stringify(value);
};

tryLine('a page', page);
tryLine('an instruction', order);
tryLine('a feed', feed);
tryLine('a change', change);
tryLine('another path', page, (line) => (line.path = '/v1/nothing'));
tryLine('another method', page, (line) => (line.method = 'PUT'));
tryLine('another query', page, (line) => (line.path += '&colour=red'));
tryLine('a query of the wrong type', page, (line) => (line.path = '/v1/cases?limit=many'));
tryLine('a query out of range', page, (line) => (line.path = '/v1/cases?limit=501'));
tryLine('no token', page, (line) => delete line.request.headers.authorization);
tryLine('another request header', page, (line) => (line.request.headers['x-colour'] = 'red'));
tryLine('a body that nobody asked for', page, (line) => (line.request.body = '{}'));
tryLine('another status', page, (line) => (line.response.status = 418));
tryLine('another content type', page, (line) => (line.response.headers['content-type'] = 'text/html'));
tryLine('another response header', page, (line) => (line.response.headers['x-colour'] = 'red'));
tryLine('an answer that is no JSON', page, (line) => (line.response.body = '{'));
tryLine('another member of a page', page, body('response', (value) => (value.colour = 'red')));
tryLine('another member of a record', page, body('response', (value) => (value.records[0].colour = 'red')));
tryLine('a missing member of a record', page, body('response', (value) => delete value.records[0].title));
tryLine('a time without offset', page, body('response', (value) => (value.records[0].reported_at = '2026-11-24T09:40:00')));
tryLine('no key', order, (line) => delete line.request.headers['idempotency-key']);
tryLine('no digest', order, (line) => delete line.request.headers['content-digest']);
tryLine('another member of a request', order, body('request', (value) => (value.colour = 'red')));
tryLine('a receipt without its hash', order, body('response', (value) => delete value.hash));
tryLine('another event', change, (line) => (line.event.event = 'colour'));
tryLine('an event with another field', change, (line) => (line.event.colour = 'red'));
tryLine('an event without its position', change, (line) => delete line.event.id);
tryLine('a change of another kind', change, (line) => (line.event.data.kind = 'colour'));
tryLine('a change with another kind of record', change, (line) => (line.event.data.kind = 'grid'));
tryLine('an event of no stream', change, (line) => (line.of = 9));
tryLine('a problem of another name', page, (line) => {
  line.response = {
    status: 400, headers: { 'content-type': 'application/problem+json' },
    body: JSON.stringify({ type: 'urn:liandong:problem:key-reused', title: 'Bad request', status: 400 }),
  };
});
tryLine('a deliberate refusal whose answer is right', () => ({
  ...page(), deliberate: true, path: '/v1/cases?limit=many',
  response: {
    status: 400, headers: { 'content-type': 'application/problem+json' },
    body: JSON.stringify({ type: 'urn:liandong:problem:bad-request', title: 'Bad request', status: 400 }),
  },
}));
tryLine('a deliberate refusal whose answer is not', page, (line) => {
  line.deliberate = true;
  line.response.status = 418;
});

const events = [];
const reader = new EventReader((event) => events.push(event));
const bytes = Buffer.from('retry: 1000\n\nid: e:1\nevent: bye\ndata: {"retry_ms":1,\ndata: "name":"咸"}\n\n: comment\n\nevent: x\nda');
for (const byte of bytes) reader.push(Buffer.from([byte]));
check('events are read byte by byte', [
  JSON.stringify(events) !== JSON.stringify([{ id: 'e:1', event: 'bye', data: { retry_ms: 1, name: '咸' } }]) && JSON.stringify(events),
]);
finish();
