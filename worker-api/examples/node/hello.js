#!/usr/bin/env node
// hello.js - a worker in Node.js for preforkd: answers HTTP with "hello", one connection an order, or many at one time if
// PREFORKD_CONCURRENCY is set. Node has no accept(2): a net.Server takes clients whenever its loop turns. But its handle
// looks at the socket only between readStart and readStop, which are no public interface; so an order is worth some turns.
// A wart: listen(2) cannot be left out, and sets the length of the queue, which all share, to the system's maximum.
const fs = require('fs'), net = require('net');

const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n';
const GRACE = 2, REPORT = 10, EMFILE = 24;    // ms for the first byte from a deferred listener, and from end to Z; errno
const CHANNEL = Number(process.env.PREFORKD_CHANNEL), MULTI = 'PREFORKD_CONCURRENCY' in process.env;
const HELLO = JSON.stringify({ version: 1, features: ['pong', 'async', ...(MULTI ? ['multi'] : [])], name: 'hello.js' });
let limits = {}, accepted = 0, ended = 0, told = 0, draining = false, taken = [];
const fail = why => { console.error('hello.js: ' + why); process.exit(78); };
if (!CHANNEL) fail('PREFORKD_CHANNEL is not set');
if (Number(process.versions.uv.split('.')[1]) < 45) fail('needs Node.js 20.3; libuv before takes all who wait at once');

const channel = new net.Socket({ fd: CHANNEL }).on('error', () => {});    // its end is found by the next read
const servers = Array.from({ length: CHANNEL - 3 }, (_, listener) => {
  const server = net.createServer({ pauseOnConnect: true }, client => { server._handle.readStop(); taken.push(client); });
  server.listen({ fd: 3 + listener, backlog: 65535 })._handle.readStart();    // without it readStop does nothing
  server._handle.readStop();
  return server;
});

function report(verb, payload, text = '') {
  const frame = Buffer.from(verb + '\0\0\0\0\n' + text);
  frame.writeUInt32LE(payload >>> 0, 1);    // preforkd runs on no machine of the other order
  channel.write(frame);
}

async function take(listener, most) {
  try { fs.closeSync(fs.openSync('/dev/null')); } catch { return report('E', EMFILE); }    // libuv would drop the client
  const handle = servers[listener]._handle, clients = taken = [];
  for (let before = -1; before < clients.length && clients.length < most;) {
    before = clients.length;
    handle.readStart();    // takes one, if one waits; the loop polls at the latest between the two turns
    await new Promise(done => setImmediate(() => setImmediate(done)));
    handle.readStop();
  }
  accepted += clients.length;
  if (MULTI) report('N', accepted); else clients.length ? report('B', accepted) : report('I', ended);
  clients.forEach(client => serve(client, limits.deferred?.includes(listener)));
}

function serve(client, isDeferred) {    // nothing has been read so far
  const times = [(isDeferred && GRACE) || limits['first-byte-ms'], MULTI && limits['connection-timeout-ms']];
  const [patience, whole] = times.map(ms => ms ? setTimeout(() => client.destroy(), ms) : null);
  let head = '';
  client.on('error', () => {}).on('close', () => [patience, whole].forEach(clearTimeout)).on('close', letGo).on('data', data => {
    clearTimeout(patience);
    head += data;
    if (head.endsWith('\r\n\r\n')) client.end(ANSWER, () => client.destroy()); else if (head.length > 8192) client.destroy();
  }).resume();
}

function letGo() {
  ended++;
  if (draining) leaveIfDone();
  else if (!MULTI) report('I', ended);
  else if (ended === told + 1) setTimeout(() => report('Z', told = ended), REPORT);    // one for all that end until then
}
const leaveIfDone = () => { if (ended === accepted) process.exit(0); };
function drain() { draining = true; servers.forEach(server => server.close()); leaveIfDone(); }
async function obey(verb, frame, text) {
  if (verb === 'A') await take(frame[2], MULTI ? Math.min(frame.readUInt16LE(3), (limits.concurrency ?? 1) - accepted + ended) : 1);
  else if (verb === 'P') report('Q', frame.readUInt32LE(1));
  else if (verb === 'h') { limits = JSON.parse(text).limits; report('I', 0); } else if (verb === 'D') drain();
}
async function main(bytes) {    // one frame after the other: six bytes, and the text behind a lower-case verb
  report('h', HELLO.length, HELLO);
  for await (const chunk of channel) {
    bytes = Buffer.concat([bytes, chunk]);
    for (let end; !draining && bytes.length >= 6; bytes = bytes.subarray(end)) {
      if (bytes.length < (end = bytes[0] < 97 ? 6 : 6 + bytes.readUInt32LE(1))) break;
      await obey(String.fromCharCode(bytes[0]), bytes, bytes.toString('utf8', 6, end));
    }
  }
}
main(Buffer.alloc(0)).catch(e => { if (!e.syscall) throw e; }).then(() => draining || drain());    // the end of the channel is a drain as well
