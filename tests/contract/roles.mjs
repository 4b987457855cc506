// SPDX-License-Identifier: GPL-3.0-or-later
// roles.mjs DOCUMENT SERVER: every role at every operation and every action, for things of its own and of another
// region, against the real server. What is expected is read from the document: x-roles or x-roles-by, x-other-region. How
// something is asked for comes from the document too where it reads; what writes has a recipe here, or the test fails.
// At the end every action of the dictionary has been taken by somebody who may and refused to somebody who may not.
import { Document } from './document.mjs';
import { TestServer, makeFile, newId, written } from './server.mjs';
import { Surface } from './surface.mjs';
import { check, finish } from './tap.mjs';
import { Walker } from './walker.mjs';

// Seats are a county's: its cases are in their hands. Streets have readers, and report.
const COUNTY = '421202000000';
const OTHER_COUNTY = '421222000000';
const OWN = '421202001000';
const OTHER = '421202002000';

const [, , documentFile, program] = process.argv;
const document = new Document(documentFile);
const operations = document.operations();
const roles = document.roles('everyone');
const server = new TestServer(program);
const surface = new Surface(document, server);

const unit = 'unit-cg'; // whose people handle

const seatOf = (role) => `seat-${role}`;
const streetOf = (role) => `street-${role}`;
const walker = new Walker(surface, seatOf, unit);
const taken = new Map(); // action → roles that were answered 201
const refused = new Map(); // action → roles that were answered 403

const note = (map, action, role) => map.set(action, [...(map.get(action) ?? []), role]);
const isOk = (status) => status >= 200 && status < 300;
const short = (answer) => `${answer.status} ${answer.text.slice(0, 300)}`;

// --- what there is to ask for ---

const lists = new Map();

async function listOf(plural) {
  if (!lists.has(plural)) lists.set(plural, await surface.readAll('seat05', plural));
  return lists.get(plural);
}

const isOf = (record, region) => (record.region_code ?? '').startsWith(region.slice(0, 9));

// A record of the kind for somebody of a street or, where streets have none, of the county: [account, record].
async function findThing(plural, role, own) {
  const records = await listOf(plural);
  const inStreet = records.find((one) => isOf(one, own ? OWN : OTHER));
  if (inStreet) return [streetOf(role), inStreet];
  if (own) return [seatOf(role), records[0]];
  return [streetOf(role), records.find((one) => one.region_code && !isOf(one, OWN))];
}

const locations = new Map();

async function locationIn(region) {
  if (!locations.has(region))
    locations.set(region, (await listOf('cases')).find((one) => one.location && isOf(one, region)).location);
  return locations.get(region);
}

// --- operations that do not depend on an action ---

const recipes = {
  sign_in: ({ role }) => ({ body: { account: seatOf(role), password: server.password, seat: '' } }),
  sign_out: async ({ role }) => ({ token: await server.signIn(seatOf(role)) }),
  changes: async () => ({ headers: { 'last-event-id': (await surface.read('seat05', '/v1/hello')).max_position } }),
  instruction_status: async ({ role, own }) => ({ body: { ids: [(await findThing('instructions', role, own))[1].id] } }),
  report: async ({ own }) => {
    const body = walker.report({ kind: 'part', location: await locationIn(own ? OWN : OTHER) });
    return { body, headers: written(body) };
  },
  ogc_collection: () => ({ path: '/ogc/collections/grids' }),
  ogc_items: () => ({ path: '/ogc/collections/grids/items?limit=5&bbox=114,29,115,31&datetime=2026-11-24T00:00:00Z/..' }),
  ogc_feature: async ({ role, own }) =>
    ({ path: `/ogc/collections/grids/items/${encodeURIComponent((await findThing('grids', role, own))[1].id)}` }),
  kpis: ({ own }) => ({ path: `/v1/kpis?region=${own ? OWN : OTHER}&group=unit` }),
  history: ({ own }) => ({ path: `/v1/history?region=${own ? OWN : OTHER}&to=2026-11-20&limit=5` }),
  // The dictionary is everybody's: the demonstration's own admin sees the whole county.
  load_dictionary: async ({ role, allowed }) => {
    const body = allowed ? await dictionaryFile() : '# nothing\n';
    const headers = { ...written(body, undefined, newId()), 'content-type': 'application/x-ndjson' };
    return { body, headers, token: surface.tokens.get(role === 'admin' ? 'admin' : seatOf(role)) };
  },
  keep_attachment: () => makeFile(),
  attachment: ({ own }) => ({ path: `/v1/attachments/${paperOf(own).attachment}` }),
  reveal: ({ own }) => {
    const body = { id: newId(), field: 'title', reason: '回访核实' };
    return { path: `/v1/cases/${paperOf(own).case_id}/reveal`, body, headers: written(body) };
  },
};

// A case of a street, with a document that only who sees the case sees.
const papers = new Map(); // region → { case_id, attachment }

async function preparePaper(region) {
  const { file, id, headers } = makeFile();
  const sent = await surface.send({ method: 'POST', path: '/v1/attachments', file, headers, token: surface.tokens.get('seat05') });
  const body = { ...walker.report({ kind: 'part', location: await locationIn(region) }), pictures_before: [id] };
  const answer = await surface.post('seat05', '/v1/cases', body);
  if (sent.status !== 201 || answer.status !== 201) throw new Error(`a paper: ${short(sent)} ${short(answer)}`);
  papers.set(region, { case_id: body.id, attachment: id });
}

const paperOf = (own) => papers.get(own ? OWN : OTHER);

// The dictionary as it stands, as a file.
async function dictionaryFile() {
  const line = (kind) => ({ version, ...record }) => JSON.stringify({ kind, ...record });
  const lines = [...(await listOf('entries')).map(line('entry')), ...(await listOf('duties')).map(line('duty'))];
  return `${lines.join('\n')}\n`;
}

// undefined: there is nothing of another region, everything of the kind is everybody's.
async function makeRequest(one, asked) {
  const recipe = recipes[one.id];
  const request = { method: one.method, path: one.template };
  let account = streetOf(asked.role);
  if (!recipe && one.method !== 'GET') throw new Error(`${one.id} writes: it needs a recipe in roles.mjs`);
  if (one.template.includes('{id}') && !recipe) {
    const [, , plural] = one.template.split('/');
    const [who, thing] = await findThing(plural, asked.role, asked.own);
    if (!thing) return undefined;
    account = who;
    request.path = one.template.replace('{id}', encodeURIComponent(thing.id));
  }
  if (one.parameters.some((parameter) => parameter.in === 'query' && parameter.name === 'region'))
    request.path += `?region=${asked.own ? OWN : OTHER}&limit=5`;
  return { ...request, token: surface.tokens.get(account), ...(recipe ? await recipe(asked) : {}) };
}

async function tryOne(one, role, own, allowed) {
  const other = one.operation['x-other-region'];
  const wanted = !allowed ? 403 : own || other === 'same' ? 'a success' : other;
  const where = `${role}, ${own ? 'own' : 'other'} region`;
  const request = await makeRequest(one, { role, own, allowed });
  if (!request) return [];
  const answer = await surface.send(request);
  if (one.id === 'report' && answer.status === 201) note(taken, 'report', role);
  if (one.id === 'report' && answer.status === 403) note(refused, 'report', role);
  const fits = wanted === 'a success' ? isOk(answer.status) : answer.status === wanted;
  return [...(fits ? [] : [`${where}: the document says ${wanted}: ${short(answer)}`]),
    ...answer.complaints.map((complaint) => `${where}: ${complaint}`)];
}

async function tryOperation(one) {
  const same = one.operation['x-other-region'] === 'same' && one.id !== 'instruction_status';
  const allowed = document.roles(one.operation['x-roles'] ?? []);
  const [, , plural, id] = one.template.split('/');
  if (id === '{id}' && !recipes[one.id] && !(await listOf(plural)).length) {
    console.log(`# ${one.id}: the county has none`);
    return;
  }
  const complaints = [];
  for (const role of roles)
    for (const own of same ? [true] : [true, false])
      complaints.push(...(await tryOne(one, role, own, allowed.includes(role)).catch((error) => [`${role}: ${error.message}`])));
  check(`${one.id}: ${roles.length} roles, ${same ? 1 : 2} regions`, complaints);
}

// --- actions, through both doors ---

let otherCase; // of another county

async function sayOfOther(door, action) {
  const { about } = walker.actions.get(action);
  const body = walker.say(action, about === 'item' ? { item_id: otherCase.item } : { case_id: otherCase.id });
  if (action === 'register') Object.assign(body, walker.report({ location: await locationIn(OTHER) }));
  return { ...body, [door === 'act' ? 'action' : 'kind']: action };
}

const pathOf = { act: '/v1/acts', instruct: '/v1/instructions' };

// What the dictionary says of the state, the server has to have done.
async function checkState(action, { body, before }) {
  if (body.item_id) {
    const { to } = walker.actions.get(action);
    const { state } = await walker.item(body.item_id);
    return to && state !== to ? [`${action}: the item is ${state}, not ${to}`] : [];
  }
  if (!body.case_id || walker.actions.get(action).about !== 'case') return [];
  const { case: after, steps } = await walker.detail(body.case_id);
  const wanted = walker.stateAfter(action, body, before);
  return [after.state !== wanted && `${action}: the case is ${after.state}, not ${wanted}`,
    steps.at(-1).action !== action && `${action}: its last step is ${steps.at(-1).action}`].filter(Boolean);
}

async function take(door, action, role) {
  if (action === 'register')
    return surface.post(seatOf(role), pathOf.instruct, walker.report({ kind: 'register', case_kind: 'complaint' }));
  const [about, more] = await walker.prepare(action, role);
  return walker.perform(seatOf(role), action, about, { more, door });
}

async function tryAllowed(door, action, role) {
  const answer = await take(door, action, role);
  if (answer.status !== 201) return [`${role} may: ${short(answer)}`];
  note(taken, action, role);
  const other = await surface.post(action === 'register' ? streetOf(role) : seatOf(role), pathOf[door], await sayOfOther(door, action));
  const wanted = action === 'register' ? 400 : 404;
  return [...answer.complaints, ...other.complaints, ...(answer.body ? await checkState(action, answer) : []),
    other.status !== wanted && `${role}, other region: not ${wanted}: ${short(other)}`];
}

async function tryForbidden(door, action, role) {
  const answer = await surface.post(seatOf(role), pathOf[door], await sayOfOther(door, action));
  if (answer.status === 403) note(refused, action, role);
  return [...answer.complaints, answer.status !== 403 && `${role} may not: ${short(answer)}`];
}

async function tryAction(door, action, allowed) {
  const complaints = [];
  for (const role of roles) {
    const way = allowed.includes(role) ? tryAllowed : tryForbidden;
    complaints.push(...(await way(door, action, role).catch((error) => [`${role}: ${error.message}`])));
  }
  check(`${door} ${action}: ${roles.length} roles, 2 regions`, complaints);
}

// What approving does is nobody's otherwise; who approves depends on what was applied for.
async function tryApplications() {
  const deciders = walker.actions.get('approve').roles;
  for (const [kind, { action, roles: allowed }] of walker.applications) {
    const complaints = [];
    for (const role of deciders) {
      const id = await walker.make(`apply_${kind}`, walker.actions.get(`apply_${kind}`).roles[0]);
      const about = { case_id: id };
      await walker.walk(about, [`apply_${kind}`]);
      const answer = await walker.perform(seatOf(role), 'approve', about);
      const wanted = allowed.includes(role) ? 201 : 403;
      if (answer.status !== wanted) complaints.push(`${role}: not ${wanted}: ${short(answer)}`);
      else if (wanted === 201) complaints.push(...(await checkState('approve', answer)));
      note(answer.status === 201 ? taken : refused, action, role);
    }
    check(`an application to ${kind}: ${deciders.length} roles`, complaints);
  }
}

// --- the document beside the dictionary of the server ---

function checkDocument() {
  const complaints = [];
  for (const { id, operation } of operations) {
    const by = operation['x-roles-by'];
    const listed = by ? Object.values(by.values).flat() : document.roles(operation['x-roles'] ?? []);
    if (!by && !operation['x-roles']) complaints.push(`${id}: neither x-roles nor x-roles-by`);
    if (operation['x-other-region'] === undefined) complaints.push(`${id}: no x-other-region`);
    for (const role of listed) if (![...roles, 'system'].includes(role)) complaints.push(`${id}: ${role} is not among everyone`);
  }
  check('every operation says who gets through', complaints);
}

function checkDictionary() {
  const described = document.root['x-actions'];
  const doors = Object.fromEntries(['act', 'instruct'].map((id) => [id, operations.find((one) => one.id === id).operation['x-roles-by'].values]));
  const complaints = [];
  const compare = (where, one, other) =>
    JSON.stringify(one ?? null) !== JSON.stringify(other ?? null) && complaints.push(`${where}: ${JSON.stringify(one)} in the document, ${JSON.stringify(other)} in the dictionary`);
  compare('actions', Object.keys(described).sort(), [...walker.actions.keys()].sort());
  for (const [code, action] of walker.actions) {
    for (const key of ['about', 'to', 'condition']) compare(`${code} ${key}`, described[code]?.[key], action[key]);
    for (const key of ['from', 'roles', 'needs', 'effects']) compare(`${code} ${key}`, described[code]?.[key] ?? [], action[key]);
    compare(`${code} at acts`, doors.act[code], action.about === 'report' || walker.isOrder(code) ? undefined : action.roles);
    compare(`${code} at instructions`, doors.instruct[code], code === 'report' ? undefined : action.roles);
  }
  check('the document says of every action what the dictionary says', complaints);
}

// Every x-vocabulary is one, and examples speak its words.
function checkVocabularies() {
  const words = new Map();
  for (const { vocabulary, code } of walker.entries) words.set(vocabulary, [...(words.get(vocabulary) ?? []), code]);
  const complaints = [];
  for (const [name, schema] of Object.entries(document.root.components.schemas))
    for (const [field, { 'x-vocabulary': vocabulary }] of Object.entries(schema.properties ?? {})) {
      if (!vocabulary) continue;
      const known = words.get(vocabulary);
      if (!known) complaints.push(`${name}.${field}: there is no vocabulary ${vocabulary}`);
      for (const example of schema.examples ?? [])
        if (known && example[field] !== undefined && !known.includes(example[field]))
          complaints.push(`${name}.${field}: ${example[field]} is not in ${vocabulary}`);
    }
  check('codes of the document are of the dictionary', complaints);
}

// An action that the document does not name at a door is none there, whoever asks.
async function tryUnnamed() {
  const complaints = [];
  for (const [door, path] of Object.entries(pathOf)) {
    const { values } = operations.find((one) => one.id === door).operation['x-roles-by'];
    for (const action of [...walker.actions.keys(), 'nothing'].filter((one) => !(one in values))) {
      const answer = await surface.post('all', path, { id: newId(), [door === 'act' ? 'action' : 'kind']: action, title: '路面坑洼' });
      if (answer.status !== 400) complaints.push(`${door} ${action}: ${short(answer)}`);
    }
  }
  check('what a door does not name is refused there', complaints);
}

function checkComplete() {
  const actions = [...walker.actions.keys()];
  check(`${actions.length} actions were taken by somebody who may`, actions.filter((one) => !taken.has(one)));
  check(`${actions.length} actions were refused to somebody who may not`, actions.filter((one) => !refused.has(one)));
}

// --- all of it ---

async function prepare() {
  for (const role of roles) {
    server.addAccount(seatOf(role), role, COUNTY, role === 'unit_handler' ? unit : undefined);
    server.addAccount(streetOf(role), role, OWN);
  }
  const offices = ['admin', 'auditor']; // which nobody has beside others
  server.addAccount('all', roles.filter((role) => !offices.includes(role)).join(','), COUNTY, unit);
  server.addAccount('other', 'operator,dispatcher', OTHER_COUNTY);
  await server.start();
  await surface.signIn([...roles.map(seatOf), ...roles.map(streetOf), 'all', 'other', 'seat02', 'seat05', 'admin']);
  await walker.learn();
  walker.location = await locationIn(OWN);
  await makeOther();
  for (const region of [OWN, OTHER]) await preparePaper(region);
}

// What is of another county: a case without a point is of the whole region of whoever reports it.
async function makeOther() {
  const body = walker.report({ kind: 'part', location: undefined });
  const item = walker.say('issue_item', {}, undefined, { to_unit: unit, kind: 'issue_item' });
  for (const [path, one] of [['/v1/cases', body], ['/v1/instructions', item]]) {
    const answer = await surface.post('other', path, one);
    if (answer.status !== 201) throw new Error(`${path}: ${short(answer)}`);
  }
  otherCase = { id: body.id, item: item.id };
}

try {
  checkDocument();
  await prepare();
  checkDictionary();
  checkVocabularies();
  for (const one of operations.filter(({ operation }) => operation['x-roles-by']))
    for (const [action, allowed] of Object.entries(one.operation['x-roles-by'].values)) await tryAction(one.id, action, allowed);
  await tryApplications();
  await tryUnnamed();
  lists.clear();
  for (const one of operations.filter(({ operation }) => !operation['x-roles-by'])) await tryOperation(one);
  checkComplete();
} finally {
  await server.stop();
}
finish();
