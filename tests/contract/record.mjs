// SPDX-License-Identifier: GPL-3.0-or-later
// A proxy between a console and a server that writes down what goes through, one JSON object a line:
//   {"n", "method", "path", "deliberate"?, "cut"?, "request": {"headers", "body"}, "response": {"status", "headers", "body"}}
// and for a feed one such line without a body when it begins, then {"of": n, "event": {"event", "id"?, "data"}} each.
// A request with the header X-Deliberate is one that the driver expects to be refused; the header stays here.
//
// record.mjs SERVER FILE   says READY and where, and ends with standard input
import { createWriteStream } from 'node:fs';
import http from 'node:http';
import { fileURLToPath } from 'node:url';

const HOP = ['connection', 'keep-alive', 'transfer-encoding', 'x-deliberate'];
const passOn = (headers) => Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP.includes(name)));

// Events of a stream as they come; what is not finished yet waits.
export class EventReader {
  constructor(take) {
    this.take = take;
    this.decoder = new TextDecoder('utf-8', { fatal: true });
    this.rest = '';
  }

  push(chunk) {
    this.rest += this.decoder.decode(chunk, { stream: true });
    const blocks = this.rest.split('\n\n');
    this.rest = blocks.pop();
    for (const block of blocks) this.#read(block);
  }

  #read(block) {
    const event = {};
    const data = [];
    for (const line of block.split('\n')) {
      const [, name, value] = /^([^:]*):? ?(.*)$/s.exec(line);
      if (name === 'data') data.push(value);
      else if (name === 'event' || name === 'id') event[name] = value;
      else if (name !== '' && name !== 'retry') event.unknown = line;
    }
    if (data.length === 0 && !event.event) return;
    try {
      event.data = JSON.parse(data.join('\n'));
    } catch {
      event.data = data.join('\n');
    }
    this.take(event);
  }
}

// @write gets every line as an object. @cut: of every so many instructions one answer is lost on its way.
export function createRecorder(upstream, write, { cut = 0 } = {}) {
  const target = new URL(upstream);
  let n = 0;
  let instructions = 0;

  function forward(request, response, body) {
    const line = { n: ++n, method: request.method, path: request.url };
    if (request.headers['x-deliberate'] !== undefined) line.deliberate = true;
    if (cut && request.method === 'POST' && request.url === '/v1/instructions' && ++instructions % cut === 0)
      line.cut = true;
    line.request = { headers: passOn(request.headers), body: body.toString('utf8') };
    const options = { host: target.hostname, port: target.port, method: request.method, path: request.url, agent: false };
    const outgoing = http.request({ ...options, headers: { ...passOn(request.headers), connection: 'close' } });
    outgoing.on('response', (answer) => answerWith(line, answer, response));
    outgoing.on('error', () => response.destroy());
    response.on('close', () => outgoing.destroy());
    outgoing.end(body);
  }

  function answerWith(line, answer, response) {
    const stream = (answer.headers['content-type'] ?? '').startsWith('text/event-stream');
    const head = { status: answer.statusCode, headers: passOn(answer.headers) };
    if (stream) {
      write({ ...line, response: head });
      const reader = new EventReader((event) => write({ of: line.n, event }));
      response.writeHead(answer.statusCode, passOn(answer.headers));
      answer.on('data', (chunk) => {
        reader.push(chunk);
        response.write(chunk);
      });
      answer.on('end', () => response.end());
      answer.on('error', () => response.destroy());
      return;
    }
    const chunks = [];
    answer.on('data', (chunk) => chunks.push(chunk));
    answer.on('error', () => response.destroy());
    answer.on('end', () => {
      const body = Buffer.concat(chunks);
      write({ ...line, response: { ...head, body: body.toString('utf8') } });
      if (line.cut) {
        response.destroy();
        return;
      }
      response.writeHead(answer.statusCode, { ...passOn(answer.headers), connection: 'close' });
      response.end(body);
    });
  }

  const server = http.createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => forward(request, response, Buffer.concat(chunks)));
  });
  server.requestTimeout = 0;

  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () =>
      resolve({
        url: `http://127.0.0.1:${server.address().port}`,
        close() {
          server.close();
          server.closeAllConnections();
        },
      }));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = createWriteStream(process.argv[3]);
  const recorder = await createRecorder(process.argv[2], (line) => file.write(`${JSON.stringify(line)}\n`));
  console.log(`READY ${recorder.url}`);
  process.stdin.resume().on('end', () => {
    recorder.close();
    file.end();
  });
}
