import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { atEnd } from './at-end.ts';

/** TXT records by name; `silent`: no answer at all; `failing`: SERVFAIL. */
export type Zone = Record<string, string[] | 'silent' | 'failing'>;

export type DnsServer = {
  /** `address:port`. */
  address: string;
  /** Every name that was asked for. */
  asked: string[];
  /** Changed by tests as they go. */
  zone: Zone;
};

const NO_SUCH_NAME = 3;
const SERVFAIL = 2;
const HEADER = 12;

/** A name server on a UDP port of its own that knows TXT records (RFC 1035), until the test file ends. */
export async function startDnsServer(zone: Zone = {}): Promise<DnsServer> {
  const socket = createSocket('udp4');
  const server = { address: '', asked: [] as string[], zone };
  socket.on('message', (question, from) => {
    const name = nameIn(question);
    server.asked.push(name);
    const known = server.zone[name];
    if (known === 'silent') return;
    socket.send(answerTo(question, known), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  server.address = `127.0.0.1:${socket.address().port}`;
  atEnd(() => closed(socket));
  return server;
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.close(() => resolve()));
}

function nameIn(question: Buffer): string {
  const labels: string[] = [];
  let at = HEADER;
  while (question[at]) {
    const end = at + 1 + question[at]!;
    labels.push(question.toString('latin1', at + 1, end));
    at = end;
  }
  return labels.join('.').toLowerCase();
}

function answerTo(question: Buffer, known: string[] | 'failing' | undefined): Buffer {
  const texts = Array.isArray(known) ? known : [];
  const status = known === 'failing' ? SERVFAIL : known === undefined ? NO_SUCH_NAME : 0;
  const end = question.indexOf(0, HEADER) + 5;
  const head = Buffer.from(question.subarray(0, end));
  head.writeUInt16BE(0x8180 | status, 2);
  // One question, as many answers, and none of the rest (a question may bring an OPT record).
  for (const [i, count] of [1, texts.length, 0, 0].entries()) head.writeUInt16BE(count, 4 + i * 2);
  return Buffer.concat([head, ...texts.map(recordOf)]);
}

/** The name is a pointer to the question's; long texts are cut into strings of 255 octets. */
function recordOf(text: string): Buffer {
  const strings: Buffer[] = [];
  const octets = Buffer.from(text);
  for (let at = 0; at < octets.length || at === 0; at += 255) {
    const part = octets.subarray(at, at + 255);
    strings.push(Buffer.from([part.length]), part);
  }
  const data = Buffer.concat(strings);
  const head = Buffer.from([0xc0, HEADER, 0, 16, 0, 1, 0, 0, 0, 60, 0, 0]);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}
