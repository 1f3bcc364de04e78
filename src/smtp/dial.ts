import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { faultOfError, LaneFault, seconds } from './fault.ts';
import { relayName, type SmtpTarget } from './target.ts';
import type { Timeouts } from './timeouts.ts';
import type { Transcript } from './transcript.ts';

export type DialOptions = {
  timeouts: Timeouts;
  /** Replaces DNS; also asked for literal addresses, so that it can forbid some (P29). */
  lookup?: LookupFunction;
  /** Certificates to trust instead of the system's, PEM. */
  ca?: string;
  signal?: AbortSignal;
  /** Writes down what is said, for a person. */
  transcript?: Transcript;
};

/** Opens TCP, and TLS too for an implicit target. Rejects with a LaneFault. */
export async function dial(target: SmtpTarget, options: DialOptions): Promise<Socket> {
  const socket = await openTcp(target, options);
  options.transcript?.note(`connected to ${relayName(target)}`);
  return target.tls === 'implicit' ? startTls(socket, target, options) : socket;
}

async function openTcp(target: SmtpTarget, options: DialOptions): Promise<Socket> {
  const { signal, lookup, timeouts } = options;
  if (lookup !== undefined && isIP(target.host) !== 0) await ask(lookup, target);
  if (signal?.aborted) throw stopped();
  const { host, port } = target;
  const socket = connectTcp({
    host,
    port,
    noDelay: true,
    keepAlive: true,
    ...(lookup && { lookup }),
  });
  return settled(socket, 'connect', timeouts.connect, target, signal);
}

/** net.connect asks no lookup for a literal address; a lookup that guards must see it all the same. */
function ask(lookup: LookupFunction, target: SmtpTarget): Promise<void> {
  return new Promise((resolve, reject) => {
    lookup(target.host, {}, (error) => {
      if (error) reject(faultOfError(relayName(target), error));
      else resolve();
    });
  });
}

/** TLS over a connected socket (RFC 3207, RFC 8314). Rejects with a LaneFault. */
export async function startTls(
  socket: Socket,
  target: SmtpTarget,
  options: DialOptions,
): Promise<TLSSocket> {
  options.transcript?.begin('TLS');
  const ca = options.ca ?? target.ca ?? undefined;
  const secure = connectTls({
    socket,
    host: target.host,
    ...(isIP(target.host) === 0 && { servername: target.host }),
    rejectUnauthorized: target.verify,
    ...(ca !== undefined && { ca }),
  });
  const { timeouts, signal, transcript } = options;
  const secured = await settled(secure, 'secureConnect', timeouts.tls, target, signal);
  const how = secured.authorized ? 'the certificate is trusted' : 'the certificate is not verified';
  transcript?.note(`${secured.getProtocol()} is on, ${how}`);
  return secured;
}

/** Waits until the socket is connected or secured; destroys it if that fails. */
function settled<S extends Socket>(
  socket: S,
  event: 'connect' | 'secureConnect',
  ms: number,
  target: SmtpTarget,
  signal?: AbortSignal,
): Promise<S> {
  const relay = relayName(target);
  const isTls = event === 'secureConnect';
  return new Promise((resolve, reject) => {
    const what = isTls ? 'did not finish the TLS handshake' : 'did not answer';
    const timer = setTimeout(
      () => fail(new LaneFault('drop', `relay ${relay} ${what} within ${seconds(ms)}`)),
      ms,
    );
    const onAbort = () => fail(stopped());
    const onError = (error: Error) =>
      fail(isTls ? tlsFault(target, error) : faultOfError(relay, error));
    const onClose = () =>
      fail(new LaneFault('drop', `relay ${relay} closed the connection at once`));
    function clear(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      socket.off('error', onError).off('close', onClose);
      // From here on someone always listens: an error without a listener would end the process.
      socket.on('error', () => {});
    }
    function fail(fault: LaneFault): void {
      clear();
      socket.destroy();
      reject(fault);
    }
    signal?.addEventListener('abort', onAbort);
    socket.on('error', onError).on('close', onClose);
    socket.once(event, () => {
      clear();
      resolve(socket);
    });
  });
}

function stopped(): LaneFault {
  return new LaneFault('quiet', 'stopped while connecting');
}

/** OpenSSL's and Node's codes for a certificate that is not what it should be. */
const CERTIFICATE = /CERT|ALTNAME|SELF_SIGNED|UNABLE_TO_|SIGNATURE|_CA$|CRL|HOSTNAME_MISMATCH/;

function tlsFault(target: SmtpTarget, error: Error): LaneFault {
  const relay = relayName(target);
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown TLS error';
  if (code === 'ECONNRESET') {
    return new LaneFault(
      'drop',
      `relay ${relay} cut the connection in the TLS handshake (${code})`,
    );
  }
  if (!CERTIFICATE.test(code)) {
    // OpenSSL's message has its own file names and a line break; its reason is a few words.
    const why = (error as { reason?: string }).reason ?? error.message;
    return new LaneFault('stop', `relay ${relay} failed the TLS handshake: ${why} (${code})`);
  }
  const advice = '; give its CA, or allow it with insecure=1 in the SMTP URL';
  const why = `${error.message} (${code})${target.isProject ? '' : advice}`;
  return new LaneFault('stop', `relay ${relay} has a certificate that is not trusted: ${why}`);
}
