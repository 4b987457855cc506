// SPDX-License-Identifier: GPL-3.0-or-later
// roles.mjs DOCUMENT SERVER: every role at every operation, for things of its own and of another region, against the
// real server. What is expected is read from the document: x-roles or x-roles-by, x-other-region. How something is
// asked for comes from the document too where it reads; what writes has a recipe here, or the test fails.
import { Document } from './document.mjs';
import { TestServer, ask, asText, newId, written } from './server.mjs';
import { check, finish } from './tap.mjs';
import { Validator } from './validate.mjs';

const OWN = '421202001000';
const OTHER = '421202002000';

// What an action needs beside what every act has.
const MORE = { evaluate: { satisfaction: 'satisfied' } };

// Until the dictionary says operator where it says acceptor.
const GRANTS = { operator: 'operator,acceptor', acceptor: 'acceptor' };

const [, , documentFile, program] = process.argv;
const document = new Document(documentFile);
const validator = new Validator(document);
const operations = document.operations();
const roles = document.roles('everyone');
const server = new TestServer(program);
const tokens = new Map();

const nameOf = (role) => `test-${role}`;

async function send(request) {
  const answer = await ask(server.url, request);
  const { method = 'GET', path, body, token, headers = {} } = request;
  const sent = { accept: 'application/json', ...headers };
  if (token) sent.authorization = `Bearer ${token}`;
  if (body) sent['content-type'] ??= 'application/json';
  answer.complaints = validator.take({
    n: 0, method, path, deliberate: answer.status >= 400,
    request: { headers: sent, body: body ? asText(body) : '' },
    response: { status: answer.status, headers: headerless(answer.headers), body: answer.text },
  });
  return answer;
}

function headerless({ connection, 'transfer-encoding': encoding, ...headers }) {
  return headers;
}

async function read(path) {
  const answer = await ask(server.url, { path, token: tokens.get('seat05') });
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`);
  return JSON.parse(answer.text);
}

async function readAll(plural, region) {
  const records = [];
  for (let next = ''; next !== undefined;) {
    const page = await read(`/v1/${plural}?region=${region}&after=${encodeURIComponent(next)}`);
    records.push(...page.records);
    ({ next } = page);
  }
  return records;
}

// --- the county: what there is to ask for in both regions, and cases in whatever state is needed ---

const things = new Map(); // "plural region" → a record of it

async function findThing(plural, region) {
  const key = `${plural} ${region}`;
  if (!things.has(key)) {
    const { records } = await read(`/v1/${plural}?region=${region}&limit=500`);
    things.set(key, records.find((one) => (one.region_code ?? '').startsWith(region.slice(0, 9))));
  }
  const thing = things.get(key);
  if (!thing) throw new Error(`no ${plural} in ${region}`);
  return thing;
}

const actions = new Map(); // code → { from, to, roles } as the dictionary has it, to make cases
let unit;

// Who prepares: accounts of the demonstration that see the whole county.
const preparers = {
  acceptor: 'seat05', operator: 'seat05', dispatcher: 'seat05', duty_chief: 'chief', commander: 'commander',
  inspector: 'inspector',
};
const preparer = (action) => {
  const role = actions.get(action).roles.find((one) => preparers[one]);
  return role ? preparers[role] : actions.get(action).roles.includes('unit_handler') && unit.id;
};

// The shortest way from a report to one of the states; dispatch is an instruction, the others are acts.
function findWay(states) {
  const ways = [{ at: 'reported', way: [] }];
  const seen = new Set(['reported']);
  for (const { at, way } of ways) {
    if (states.includes(at)) return way;
    for (const [action, { from, to }] of actions)
      if (from.includes(at) && to && !seen.has(to) && preparer(action) && (isAct(action) || action === 'dispatch')) {
        seen.add(to);
        ways.push({ at: to, way: [...way, action] });
      }
  }
  return undefined;
}

const actOperation = operations.find((one) => one.id === 'act');
const isAct = (action) => action in actOperation.operation['x-roles-by'].values;

async function write(account, path, body, version) {
  const answer = await send({ method: 'POST', path, token: tokens.get(account), body, headers: written(body, version) });
  if (answer.status !== 201) throw new Error(`${account} ${path} ${JSON.stringify(body)}: ${answer.status} ${answer.text}`);
}

async function makeReport(region) {
  const { location } = (await readAll('cases', region)).find((one) => one.location);
  return {
    id: newId(), title: '路面坑洼', kind: 'part', category: 'utility-manhole', source: 'phone', location, urgency: 'normal',
  };
}

const reports = new Map();

async function report(region) {
  if (!reports.has(region)) reports.set(region, await makeReport(region));
  return { ...reports.get(region), id: newId() };
}

const versionOf = async (id) => (await read(`/v1/cases/${id}`)).case.version;
const order = (id, kind, more) => ({ id: newId(), kind, case_id: id, to_unit: unit.id, ...more });
const act = (id, action) => ({ id: newId(), action, case_id: id, opinion: '已办', ...MORE[action] });

// A new case in a state that the action starts from; of any state when it has none of its own.
async function makeCase(region, action) {
  const { from } = actions.get(action);
  const way = findWay(from.length ? from : ['dispatched']);
  if (!way) throw new Error(`no way to a case for ${action}`);
  const body = await report(region);
  await write('seat05', '/v1/cases', body);
  for (const step of way)
    if (step === 'dispatch') await write(preparer(step), '/v1/instructions', order(body.id, step), await versionOf(body.id));
    else await write(preparer(step), '/v1/acts', act(body.id, step));
  return body.id;
}

// The dictionary as it stands, as a file.
async function dictionaryFile() {
  const line = (kind) => ({ version, ...record }) => JSON.stringify({ kind, ...record });
  const lines = [...(await readAll('entries', '')).map(line('entry')), ...(await readAll('duties', '')).map(line('duty'))];
  return `${lines.join('\n')}\n`;
}

// --- how an operation is asked for ---

// @gets: whether it should get through, and so needs a case that allows it
const recipes = {
  sign_in: ({ role }) => ({ body: { account: nameOf(role), password: server.password, seat: '' } }),
  sign_out: async ({ role }) => ({ token: await server.signIn(nameOf(role)) }),
  changes: async () => ({ headers: { 'last-event-id': (await read('/v1/hello')).max_position } }),
  instruction_status: async ({ region }) => ({ body: { ids: [(await findThing('instructions', region)).id] } }),
  kpis: ({ region }) => ({ path: `/v1/kpis?region=${region}&group=unit` }),
  // The dictionary is everybody's: the demonstration's own admin sees the whole county.
  load_dictionary: async ({ role, gets }) => {
    const body = gets ? await dictionaryFile() : '# nothing\n';
    const headers = { ...written(body, undefined, newId()), 'content-type': 'application/x-ndjson' };
    return { body, headers, token: tokens.get(role === 'admin' ? 'admin' : nameOf(role)) };
  },
  report: async ({ region }) => asWritten(await report(region)),
  act: async ({ region, value, gets }) => {
    const id = gets ? await makeCase(region, value) : (await findThing('cases', region)).id;
    return asWritten(act(id, value));
  },
  instruct: async ({ region, value = 'dispatch', gets }) => {
    const id = gets ? await makeCase(region, value) : (await findThing('cases', region)).id;
    return asWritten(order(id, value), await versionOf(id));
  },
};

function asWritten(body, version) {
  return { body, headers: written(body, version) };
}

async function makeRequest(one, asked) {
  const recipe = recipes[one.id];
  const request = { method: one.method, path: one.template };
  if (!recipe && one.method !== 'GET') throw new Error(`${one.id} writes: it needs a recipe in roles.mjs`);
  if (one.template.includes('{id}')) {
    const [, , plural] = one.template.split('/');
    request.path = one.template.replace('{id}', encodeURIComponent((await findThing(plural, asked.region)).id));
  }
  if (one.parameters.some((parameter) => parameter.in === 'query' && parameter.name === 'region'))
    request.path += `?region=${asked.region}&limit=5`;
  return { ...request, token: tokens.get(nameOf(asked.role)), ...(recipe ? await recipe(asked) : {}) };
}

// --- what is expected ---

const isOk = (status) => status >= 200 && status < 300;

function expected({ operation }, allowed, region) {
  if (!allowed) return 403;
  const other = operation['x-other-region'];
  return region === OWN || other === 'same' ? 'a success' : other;
}

async function tryOne(one, role, region, value, allowed) {
  const wanted = expected(one, allowed, region);
  const where = `${role}, ${region === OWN ? 'own' : 'other'} region`;
  const request = await makeRequest(one, { role, region, value, gets: wanted === 'a success' });
  const answer = await send(request);
  const fits = wanted === 'a success' ? isOk(answer.status) : answer.status === wanted;
  return [...(fits ? [] : [`${where}: ${answer.status}, the document says ${wanted}: ${answer.text.slice(0, 300)}`]),
    ...answer.complaints.map((complaint) => `${where}: ${complaint}`)];
}

// What is the same everywhere is asked for once.
const regionsOf = ({ operation, id }) =>
  operation['x-other-region'] === 'same' && id !== 'instruction_status' ? [OWN] : [OWN, OTHER];

async function tryAll(one, value, allowedRoles) {
  const complaints = [];
  for (const role of roles)
    for (const region of regionsOf(one))
      complaints.push(...(await tryOne(one, role, region, value, allowedRoles.includes(role)).catch((error) => [`${role}: ${error.message}`])));
  check(`${one.id}${value ? ` ${value}` : ''}: ${roles.length} roles, ${regionsOf(one).length} regions`, complaints);
}

function checkDocument() {
  const complaints = [];
  for (const { id, operation } of operations) {
    const by = operation['x-roles-by'];
    const listed = by ? Object.values(by.values).flat() : document.roles(operation['x-roles'] ?? []);
    if (!by && !operation['x-roles']) complaints.push(`${id}: neither x-roles nor x-roles-by`);
    if (operation['x-other-region'] === undefined) complaints.push(`${id}: no x-other-region`);
    for (const role of listed) if (!roles.includes(role)) complaints.push(`${id}: ${role} is not among everyone`);
  }
  check('every operation says who gets through', complaints);
}

async function learn() {
  const { entries } = await read('/v1/dictionary');
  for (const entry of entries)
    if (entry.vocabulary === 'action')
      actions.set(entry.code, { from: entry.codes ?? [], to: entry.text, roles: entry.codes2 ?? [] });
}

// An action that the document does not name is none, whoever asks.
async function tryUnnamed() {
  const complaints = [];
  const { id } = await findThing('cases', OWN);
  for (const action of [...actions.keys(), 'nothing'].filter((one) => !isAct(one))) {
    const { body, headers } = asWritten(act(id, action));
    const answer = await send({ method: 'POST', path: '/v1/acts', token: tokens.get('test-all'), body, headers });
    if (answer.status !== 400) complaints.push(`${action}: ${answer.status} ${answer.text}`);
  }
  check('what is not among the acts of the document is refused', complaints);
}

async function prepare() {
  await server.start();
  tokens.set('seat05', await server.signIn('seat05'));
  unit = (await readAll('units', '')).find((one) => one.active && one.kind === 'department');
  await learn();
  server.child.stdin.end();
  await server.ended;
  for (const role of roles)
    server.addAccount(nameOf(role), GRANTS[role] ?? role, OWN, role === 'unit_handler' ? unit.id : undefined);
  server.addAccount('test-all', [...roles, 'acceptor'].join(','), OWN, unit.id);
  await server.start();
  for (const account of [...roles.map(nameOf), 'test-all', 'seat05', 'chief', 'commander', 'inspector', 'admin', unit.id])
    tokens.set(account, await server.signIn(account));
}

try {
  checkDocument();
  await prepare();
  for (const one of operations) {
    const by = one.operation['x-roles-by'];
    if (by) for (const [value, allowed] of Object.entries(by.values)) await tryAll(one, value, allowed);
    else await tryAll(one, undefined, document.roles(one.operation['x-roles'] ?? []));
  }
  await tryUnnamed();
} finally {
  await server.stop();
}
finish();
