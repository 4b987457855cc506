// SPDX-License-Identifier: GPL-3.0-or-later
// What stands between a test and the real server: accounts that are signed in, and every answer held against the
// document.
import { ask, asText, written } from './server.mjs';
import { Validator } from './validate.mjs';

export class Surface {
  constructor(document, server) {
    this.server = server;
    this.validator = new Validator(document);
    this.tokens = new Map();
  }

  // The password of all is the demonstration's.
  async signIn(accounts) {
    for (const account of accounts) this.tokens.set(account, await this.server.signIn(account));
  }

  // The answer, with the complaints of the document about it.
  async send(request) {
    const answer = await ask(this.server.url, request);
    const { method = 'GET', path, body, token, headers = {} } = request;
    const sent = { accept: 'application/json', ...headers };
    if (token) sent.authorization = `Bearer ${token}`;
    if (body) sent['content-type'] ??= 'application/json';
    const { connection, 'transfer-encoding': encoding, ...received } = answer.headers;
    answer.complaints = this.validator.take({
      n: 0, method, path, deliberate: answer.status >= 400,
      request: { headers: sent, body: body ? asText(body) : '' },
      response: { status: answer.status, headers: received, body: answer.text },
    });
    return answer;
  }

  async read(account, path) {
    const answer = await this.send({ path, token: this.tokens.get(account) });
    if (answer.status !== 200 || answer.complaints.length)
      throw new Error(`${account} ${path}: ${answer.status} ${answer.complaints.join('; ')} ${answer.text.slice(0, 300)}`);
    return JSON.parse(answer.text);
  }

  async readAll(account, plural) {
    const records = [];
    for (let next = ''; next !== undefined;) {
      const page = await this.read(account, `/v1/${plural}?after=${encodeURIComponent(next)}`);
      records.push(...page.records);
      ({ next } = page);
    }
    return records;
  }

  // @version: of what it is about, for If-Match
  post(account, path, body, version) {
    return this.send({ method: 'POST', path, body, token: this.tokens.get(account), headers: written(body, version) });
  }
}
