import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { invalidField, type PressrunError } from '../lib/errors.ts';

/** A relay and how to speak to it. Made by `parseSmtpTarget`, or by hand from sealed credentials. */
export type SmtpTarget = {
  /** A-label name or bare IP address. */
  host: string;
  port: number;
  user: string | null;
  /** The password; for XOAUTH2 the access token. */
  password: string | null;
  /**
   * `implicit`: TLS from the first byte (smtps). `required`: STARTTLS or nothing. `opportunistic`:
   * STARTTLS when offered, and then it must succeed. `off`: never.
   */
  tls: 'implicit' | 'required' | 'opportunistic' | 'off';
  /** Whether the certificate must be valid for `host`. */
  verify: boolean;
  /** Certificates to trust instead of the system's, PEM. */
  ca: string | null;
  /** The mechanism to use; null = PLAIN, else LOGIN, whichever the relay offers. */
  auth: 'plain' | 'login' | 'xoauth2' | null;
  /** Allows AUTH without TLS to a host that isn't loopback. */
  cleartextAuth: boolean;
  /** It isn't from an SMTP URL: reasons give no advice about one. */
  isProject?: boolean;
};

const PARAMETERS = 'tls=required, tls=off, insecure=1, cleartext-auth=1, auth=plain|login|xoauth2';

/**
 * Parses `smtp[s]://[user[:password]@]host[:port][?parameters]`. The port is 587 for smtp and 465
 * for smtps when not given. Parameters: `tls=required` (fail without STARTTLS), `tls=off` (never
 * STARTTLS), `insecure=1` (don't verify the certificate), `auth=plain|login|xoauth2` (default: PLAIN,
 * else LOGIN), `cleartext-auth=1` (AUTH without TLS to a host that isn't loopback).
 *
 * `field` names the origin in the error (`SMTP_URL`). Throws PressrunError `invalid_request` that
 * says what is wrong, and never quotes user or password.
 */
export function parseSmtpTarget(text: string, field = 'smtpUrl'): SmtpTarget {
  const wrong = (why: string) => invalidField(field, why);
  if (!URL.canParse(text)) {
    throw wrong(
      'is not a URL like smtp://user:password@host:587 (write @ : / ? # % in a password as %40 %3A %2F %3F %23 %25)',
    );
  }
  const url = new URL(text);
  if (url.protocol !== 'smtp:' && url.protocol !== 'smtps:') {
    throw wrong(`must begin with smtp:// or smtps://, not ${url.protocol}//`);
  }
  if (url.pathname !== '' && url.pathname !== '/')
    throw wrong('must not have a path after the host');
  if (url.hash !== '') throw wrong('must not have a # part; write # in a password as %23');
  const implicit = url.protocol === 'smtps:';
  const user = decode(url.username, 'user name', wrong);
  const password = decode(url.password, 'password', wrong);
  if (password !== null && user === null) throw wrong('has a password but no user name');
  return {
    host: parseHost(url.hostname, wrong),
    port: parsePort(url.port, implicit, wrong),
    user,
    password: user === null ? null : (password ?? ''),
    ca: null,
    ...parseParameters(url.searchParams, implicit, wrong),
  };
}

/** `host:port` as it stands in every reason and log line. */
export function relayName(target: SmtpTarget): string {
  return isIP(target.host) === 6
    ? `[${target.host}]:${target.port}`
    : `${target.host}:${target.port}`;
}

type Wrong = (why: string) => PressrunError;

function decode(part: string, what: string, wrong: Wrong): string | null {
  if (part === '') return null;
  let text: string;
  try {
    text = decodeURIComponent(part);
  } catch {
    throw wrong(`has a % in its ${what} that no two hex digits follow; write it as %25`);
  }
  // NUL separates the fields of AUTH PLAIN (RFC 4616); no control character is ever meant.
  if (/[\x00-\x1f\x7f]/.test(text)) throw wrong(`has a control character in its ${what}`);
  return text;
}

function parseHost(hostname: string, wrong: Wrong): string {
  if (hostname === '') throw wrong('has no host');
  if (hostname.startsWith('[')) return hostname.slice(1, -1);
  const host = domainToASCII(decode(hostname, 'host', wrong) ?? '');
  if (!/^[a-z0-9_.-]+$/i.test(host)) throw wrong('has a host that is no valid name or address');
  return host;
}

function parsePort(port: string, implicit: boolean, wrong: Wrong): number {
  if (port === '') return implicit ? 465 : 587;
  if (Number(port) === 0) throw wrong('has port 0; ports are 1 to 65535');
  return Number(port);
}

type Parameters = Pick<SmtpTarget, 'tls' | 'verify' | 'auth' | 'cleartextAuth'>;

function parseParameters(query: URLSearchParams, implicit: boolean, wrong: Wrong): Parameters {
  const parameters: Parameters = {
    tls: implicit ? 'implicit' : 'opportunistic',
    verify: true,
    auth: null,
    cleartextAuth: false,
  };
  for (const [name, value] of query) {
    if (name === 'tls' && value === 'required' && !implicit) parameters.tls = 'required';
    else if (name === 'tls' && value === 'required') continue;
    else if (name === 'tls' && value === 'off' && !implicit) parameters.tls = 'off';
    else if (name === 'tls' && value === 'off') throw wrong('says smtps:// and tls=off at once');
    else if (name === 'insecure' && value === '1') parameters.verify = false;
    else if (name === 'cleartext-auth' && value === '1') parameters.cleartextAuth = true;
    else if (name === 'auth' && (value === 'plain' || value === 'login' || value === 'xoauth2')) {
      parameters.auth = value;
    } else throw wrong(`has an unknown parameter ${name}; known are ${PARAMETERS}`);
  }
  return parameters;
}
