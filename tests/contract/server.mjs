// SPDX-License-Identifier: GPL-3.0-or-later
// A real liandong-server with the small county as a child, in a directory of its own, and a client for it.
import { spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';

// UUIDv7 without a clock of its own: the ids of a test need not be of today.
export function newId() {
  const uuid = randomUUID();
  return `0197e2a0${uuid.slice(8, 14)}7${uuid.slice(15)}`;
}

// A text is a file, everything else JSON.
export const asText = (body) => (typeof body === 'string' ? body : JSON.stringify(body));

// One request on a connection of its own. @file: a body as it is.
export function ask(base, { method = 'GET', path: target, token, body, file, headers = {} }) {
  const url = new URL(target, base);
  const bytes = file ?? (body === undefined ? undefined : Buffer.from(asText(body)));
  const all = { accept: 'application/json', ...headers };
  if (token) all.authorization = `Bearer ${token}`;
  if (bytes) {
    all['content-type'] ??= 'application/json';
    all['content-length'] = bytes.length;
  }
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers: all, agent: false }, (response) => {
      const chunks = [];
      const done = () =>
        resolve({ status: response.statusCode, headers: response.headers, text: Buffer.concat(chunks).toString('utf8') });
      if ((response.headers['content-type'] ?? '').startsWith('text/event-stream')) {
        done();
        response.destroy();
        return;
      }
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', done);
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(bytes);
  });
}

// The headers that a written request needs; a file has its key beside it.
export function written(body, version, key = body.id) {
  const digest = createHash('sha256').update(asText(body)).digest('base64');
  return {
    'idempotency-key': key,
    'content-digest': `sha-256=:${digest}:`,
    ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
  };
}

// The smallest document that is none: its first bytes are all that anybody looks at. No two are the same.
export function makeFile() {
  const file = Buffer.from(`%PDF-1.7 ${randomUUID()}`);
  const digest = createHash('sha256').update(file);
  return {
    file,
    id: digest.copy().digest('hex'),
    headers: { 'content-type': 'application/pdf', 'content-digest': `sha-256=:${digest.digest('base64')}:` },
  };
}

export class TestServer {
  constructor(program) {
    this.program = program;
    this.directory = mkdtempSync(path.join(tmpdir(), 'liandong-contract-'));
    this.database = `sqlite:${path.join(this.directory, 'county.db')}`;
    this.passwordFile = path.join(this.directory, 'password');
    this.password = randomBytes(12).toString('hex');
    writeFileSync(this.passwordFile, `${this.password}\n`);
    this.run('init', '--county', 'small', '--demo-password-file', this.passwordFile);
  }

  run(command, ...options) {
    const { status, stderr } = spawnSync(this.program, [command, ...options, '--database', this.database], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${command} ${options.join(' ')}: ${status} ${stderr}`);
  }

  addAccount(name, roles, region, unit) {
    const more = unit ? ['--unit', unit] : [];
    this.run('account', 'add', name, '--role', roles, '--region', region, '--password-file', this.passwordFile, ...more);
  }

  async start(...options) {
    this.child = spawn(this.program, ['serve', '--database', this.database, '--listen', '127.0.0.1:0', '--until-stdin-closes', ...options], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.ended = new Promise((resolve) => this.child.on('close', resolve));
    this.url = await new Promise((resolve, reject) => {
      let text = '';
      this.child.stdout.on('data', (chunk) => {
        text += chunk;
        const ready = /^READY (\S+)\n/.exec(text);
        if (ready) resolve(ready[1]);
      });
      this.child.on('close', () => reject(new Error('the server ended before it was ready')));
    });
  }

  async signIn(account, base = this.url) {
    const answer = await ask(base, {
      method: 'POST', path: '/v1/session', body: { account, password: this.password, seat: 'test' },
    });
    if (answer.status !== 200) throw new Error(`${account} does not sign in: ${answer.status} ${answer.text}`);
    return JSON.parse(answer.text).token;
  }

  // Ends the server and takes everything away.
  async stop() {
    if (this.child) {
      this.child.stdin.end();
      await this.ended;
    }
    rmSync(this.directory, { recursive: true, force: true });
  }
}
