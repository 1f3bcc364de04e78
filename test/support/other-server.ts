import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

type Accepted = { from: string; to: string; messageId: string };

/** The only password that it takes. */
export const OTHER_PASSWORD = 'p@ss/word';

/** `smtp-server` with its own defaults: STARTTLS with a certificate that nobody signed among them. */
export async function otherServer(options: SMTPServerOptions = {}) {
  const accepted: Accepted[] = [];
  const users = new Set<string>();
  const server = new SMTPServer({
    authOptional: true,
    // Our idle connections are cut at the end instead of waited for.
    closeTimeout: 50,
    ...options,
    onAuth: ({ username, password }, _session, done) => {
      if (password !== OTHER_PASSWORD) return done(new Error('wrong password'));
      users.add(username ?? '');
      done(null, { user: username ?? '' });
    },
    onData: (stream, { envelope }, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk) => chunks.push(chunk));
      stream.on('end', () => {
        const text = Buffer.concat(chunks).toString('latin1');
        const messageId = /^message-id:\s*(\S+)/im.exec(text)?.[1] ?? '';
        const from = envelope.mailFrom ? envelope.mailFrom.address : '';
        for (const { address: to } of envelope.rcptTo) accepted.push({ from, to, messageId });
        done();
      });
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve());
  });
  const { port } = server.server.address() as AddressInfo;
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { accepted, users, port, close };
}
