import { readFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';

/**
 * The bundled sink, in a process of its own: takes all mail and counts it. It looks at the first
 * letter of a command and at nothing of a message but its end, so that it is the sender that is
 * measured. `node bench/sink.ts [CERTIFICATE KEY]` offers STARTTLS with these PEM files. Tells its
 * port over IPC, and the count for each message it gets.
 */
const [cert, key] = process.argv.slice(2).map((file) => readFileSync(file));
const context = cert ? createSecureContext({ cert, key }) : null;
const END = Buffer.from('\r\n.\r\n');
const LF = 10;
const EHLO =
  '250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES\r\n';
let accepted = 0;

function serve(socket: Socket, secure: boolean): void {
  let rest: Buffer | null = null;
  let inData = false;
  const onData = (chunk: Buffer) => {
    const input = rest === null ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    let replies = '';
    while (at < input.length) {
      if (inData) {
        const end = input.indexOf(END, at);
        if (end < 0) {
          // The mark may be cut: its first four octets are kept for the next look.
          at = Math.max(at, input.length - END.length + 1);
          break;
        }
        at = end + END.length;
        inData = false;
        accepted += 1;
        replies += '250 2.0.0 Ok: queued as 4BF1234567\r\n';
        continue;
      }
      const end = input.indexOf(LF, at);
      if (end < 0) break;
      const letter = input[at]! | 0x20;
      at = end + 1;
      if (letter === 0x6d) replies += '250 2.1.0 Ok\r\n';
      else if (letter === 0x72) replies += '250 2.1.5 Ok\r\n';
      else if (letter === 0x64) {
        replies += '354 End data with <CR><LF>.<CR><LF>\r\n';
        inData = true;
      } else if (letter === 0x65) {
        replies += `${EHLO}${context && !secure ? '250-STARTTLS\r\n' : ''}250 SIZE 52428800\r\n`;
      } else if (letter === 0x73 && context && !secure) {
        socket.off('data', onData);
        socket.write('220 2.0.0 Ready to start TLS\r\n');
        serve(new TLSSocket(socket, { isServer: true, secureContext: context }), true);
        return;
      } else if (letter === 0x71) socket.end('221 2.0.0 Bye\r\n');
      else replies += '250 2.0.0 Ok\r\n';
    }
    rest = at < input.length ? input.subarray(at) : null;
    if (replies !== '' && socket.writable) socket.write(replies, 'latin1');
  };
  socket.on('data', onData);
  socket.on('error', () => socket.destroy());
}

const server = createServer({ noDelay: true }, (socket) => {
  socket.write('220 sink ESMTP\r\n');
  serve(socket, false);
});
server.listen(0, '127.0.0.1', 1_024, () => {
  process.send?.({ port: (server.address() as { port: number }).port });
});
process.on('message', () => process.send?.({ accepted }));
process.on('disconnect', () => process.exit());
