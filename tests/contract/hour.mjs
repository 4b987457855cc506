// SPDX-License-Identifier: GPL-3.0-or-later
// hour.mjs DOCUMENT SERVER CONSOLE: an hour of the platform's day between the real server, its simulator
// and the real core of the console, with a residents' surface beside it. Everything that was said is held against
// the document. LIAN_RECORD=FILE keeps it.
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import path from 'node:path';
import { Document } from './document.mjs';
import { createRecorder } from './record.mjs';
import { TestServer, ask, newId, written } from './server.mjs';
import { check, finish } from './tap.mjs';
import { Validator } from './validate.mjs';

const SPEED = 90;
const CUT = 5; // one answer of so many to an instruction is lost

// So often at least, or the hour has not been what it should be.
const LEAST = {
  hello: 3, sign_in: 5, sign_out: 1, list_cases: 5, list_entries: 1, list_grids: 1, list_items: 1, list_supervisions: 1, changes: 2, case_detail: 40,
  instruct: 20, instruction_status: 1, instruction: 1, report: 10, act: 20, dictionary: 1, me: 1,
  'event change': 300, 'event bookmark': 2, 'event up-to-date': 2,
};

const [, , documentFile, program, consoleProgram] = process.argv;
const validator = new Validator(new Document(documentFile));
const complaints = [];
let n = 0;
let signedOut;
const isSignedOut = new Promise((resolve) => (signedOut = resolve));
const file = process.env.LIAN_RECORD ? createWriteStream(process.env.LIAN_RECORD) : undefined;

function take(line) {
  n++;
  file?.write(`${JSON.stringify(line)}\n`);
  complaints.push(...validator.take(line));
  if (line.method === 'DELETE' && line.path === '/v1/session') signedOut();
}

const server = new TestServer(program);
await server.start('--simulate', '--speed', String(SPEED));
const recorder = await createRecorder(server.url, take, { cut: CUT });
const readClock = async () => Date.parse(JSON.parse((await ask(recorder.url, { path: '/v1/hello' })).text).now);
const begun = await readClock();
const directory = path.join(server.directory, 'console');
mkdirSync(directory);

// What residents and other seats send over the same API, until the console is done.
const surface = { running: true, refused: [] };

async function write(token, target, body) {
  const send = () => ask(recorder.url, { method: 'POST', path: target, token, body, headers: written(body) });
  // Whoever gets no answer knows nothing, and sends the same again.
  const answer = await send().catch(send).catch(send);
  // The simulator's seats sit at the same desk: being second is no failure, and LEAST counts what came through.
  const second = answer.status === 409 && target === '/v1/acts';
  if (![200, 201].includes(answer.status) && !second) surface.refused.push(`${target} ${JSON.stringify(body)}: ${answer.status} ${answer.text}`);
}

async function liveSurface() {
  const seat = await server.signIn('seat05', recorder.url);
  const chief = await server.signIn('chief', recorder.url);
  const commander = await server.signIn('commander', recorder.url);
  const get = (target) => ask(recorder.url, { path: target, token: seat });
  const tag = (await get('/v1/dictionary')).headers.etag;
  await ask(recorder.url, { path: '/v1/dictionary', token: seat, headers: { 'if-none-match': tag } });
  await get('/v1/me');
  await get('/v1/cases?region=421202000000&limit=2');
  const { records } = JSON.parse((await get('/v1/instructions?limit=1')).text);
  await get(`/v1/instructions/${encodeURIComponent(records[0].id)}`);
  await ask(recorder.url, { path: '/v1/cases?limit=0', token: seat, headers: { 'x-deliberate': '1' } });
  await ask(recorder.url, { path: '/v1/nothing', token: seat, headers: { 'x-deliberate': '1' } });
  for (let i = 0; surface.running; i++) {
    const id = newId();
    await write(seat, '/v1/cases', {
      id, title: `路面坑洼 ${i}`, kind: 'part', category: 'utility-manhole', source: 'wechat', reporter_name: '陈某某',
      reporter_phone: '13900000000', location: { lon: 114.32, lat: 29.85 }, src_crs: 'gcj02', urgency: 'urgent',
    });
    await write(seat, '/v1/acts', { id: newId(), action: 'accept', case_id: id, opinion: '属实，受理' });
    await write(chief, '/v1/acts', { id: newId(), action: 'file', case_id: id });
    await write(chief, '/v1/acts', { id: newId(), action: 'supervise', case_id: id, card: 'yellow', opinion: '请尽快派遣' });
    await write(commander, '/v1/instructions', { id: newId(), kind: 'remark', opinion: `第 ${i} 次批示：举一反三` });
    await write(seat, '/v1/acts', { id: newId(), action: 'hand_over', opinion: `第 ${i} 班：无异常` });
    await new Promise((resolve) => setTimeout(resolve, (60 / SPEED) * 1000));
  }
}

const child = spawn(consoleProgram, [recorder.url, directory, String(SPEED)], { stdio: ['pipe', 'pipe', 'inherit'] });
child.stdin.write(`${server.password}\n`);
let said = '';
const done = new Promise((resolve) => {
  child.stdout.on('data', (chunk) => {
    said += chunk;
    if (/^done$/m.test(said)) resolve();
  });
  child.on('close', resolve);
});
const ended = new Promise((resolve) => child.on('close', (code, signal) => resolve(signal ?? code)));

const surfaceDone = liveSurface().catch((error) => surface.refused.push(String(error)));
await done;
surface.running = false;
await surfaceDone;
if (child.exitCode === null && child.signalCode === null) await Promise.race([isSignedOut, ended]);
child.stdin.end();
const status = await ended;
const passed = (await readClock() - begun) / 60000;
recorder.close();
await server.stop();
file?.end();

const [, received = 0] = /^received (\d+)/m.exec(said) ?? [];
check('the console came through', [status !== 0 && `it ended with ${status}`, received < 20 && `received: ${received}`]);
check('the surface came through', surface.refused);
check('an hour passed', [!(passed >= 60) && `${passed} minutes`]);
check(`${n} exchanges and events are as the document says`, complaints);
check('nothing of it is missing', Object.entries(LEAST).map(([key, least]) => {
  const count = validator.counts.get(key) ?? 0;
  return count < least && `${key}: ${count}, not ${least}`;
}));
check('answers were lost and asked for again', [!validator.statuses.get('instruct 200') && 'no receipt was given twice']);
for (const [key, count] of [...validator.statuses, ...validator.counts].sort()) console.log(`# ${key}: ${count}`);
console.log(`# ${said.trim().replaceAll('\n', ', ')}`);
finish();
