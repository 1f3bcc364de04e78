import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartupError } from './lib/errors.ts';

/** All settings, checked. Design.md section 2 fixes their names; nothing else reads process.env. */
export type Config = {
  port: number;
  host: string;
  /** Where people reach this instance, without a trailing slash: links in mail start with it. */
  publicUrl: string;
  /** Whether PUBLIC_URL was set; else it follows the port that the server listens on. */
  publicUrlSet: boolean;
  dataDir: string;
  databaseUrl: string | null;
  smtpUrl: string | null;
  mailFrom: string;
  /** The first seals and signs, all unseal and verify; empty = generate one into DATA_DIR. */
  secrets: string[];
  logLevel: string;
  rateLimitPerMinute: number;
  smtpConnections: number;
  /** Megabytes that a file of contacts may have after decompression. */
  importMaxMb: number;
  corsOrigins: string[];
  allowPrivateHosts: boolean;
  version: string;
};

type Environment = Record<string, string | undefined>;
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/**
 * Reads the environment; `instead` holds a command's own defaults for what isn't set there. Throws
 * one StartupError that names every wrong variable.
 */
export async function readConfig(
  env: Environment = process.env,
  instead: Environment = {},
): Promise<Config> {
  const problems: string[] = [];
  const read = <T>(name: string, fallback: T, parse: (text: string) => T): T => {
    const text = env[name] || instead[name];
    if (text === undefined || text === '') return fallback;
    try {
      return parse(text);
    } catch (error) {
      problems.push(`${name}: ${(error as Error).message}`);
      return fallback;
    }
  };
  const port = read('PORT', 3000, integer(0, 65_535));
  const host = read('HOST', '127.0.0.1', plain);
  const config: Config = {
    port,
    host,
    publicUrl: read('PUBLIC_URL', `http://${urlHost(host)}:${port}`, httpUrl),
    publicUrlSet: Boolean(env.PUBLIC_URL),
    dataDir: read('DATA_DIR', './data', plain),
    databaseUrl: read('DATABASE_URL', null, urlOf('postgres:', 'postgresql:')),
    smtpUrl: read('SMTP_URL', null, urlOf('smtp:', 'smtps:')),
    mailFrom: read('MAIL_FROM', 'Pressrun <newsletter@localhost.localdomain>', mailbox),
    secrets: read('PRESSRUN_SECRET', [], secrets),
    logLevel: read('LOG_LEVEL', 'info', oneOf(LOG_LEVELS)),
    rateLimitPerMinute: read('RATE_LIMIT_PER_MINUTE', 300, integer(1, 1_000_000)),
    smtpConnections: read('SMTP_CONNECTIONS', 16, integer(1, 1_000)),
    importMaxMb: read('IMPORT_MAX_MB', 4_000, integer(1, 1_000_000)),
    corsOrigins: read('CORS_ORIGINS', [], origins),
    allowPrivateHosts: read('ALLOW_PRIVATE_HOSTS', false, flag),
    version: await packageVersion(),
  };
  if (problems.length > 0) {
    throw new StartupError(`Wrong settings, nothing was started:\n  ${problems.join('\n  ')}`);
  }
  return config;
}

/** How a listening host is written in a URL: wildcard addresses become loopback, IPv6 gets brackets. */
export function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

/** The version in package.json. */
export async function packageVersion(): Promise<string> {
  const text = await readFile(join(import.meta.dirname, '../package.json'), 'utf8');
  return JSON.parse(text).version;
}

function plain(text: string): string {
  return text;
}

function integer(min: number, max: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max) {
      throw new Error(`must be a whole number from ${min} to ${max}, not "${text}"`);
    }
    return value;
  };
}

function oneOf(allowed: string[]) {
  return (text: string): string => {
    if (!allowed.includes(text)) throw new Error(`must be one of ${allowed.join(', ')}`);
    return text;
  };
}

function flag(text: string): boolean {
  if (text !== '0' && text !== '1') throw new Error('must be 0 or 1');
  return text === '1';
}

// The text may hold a password: it is never repeated in the message.
function urlOf(...protocols: string[]) {
  return (text: string): string => {
    if (!URL.canParse(text) || !protocols.includes(new URL(text).protocol)) {
      throw new Error(
        `must be a URL that begins with ${protocols.map((p) => `${p}//`).join(' or ')}`,
      );
    }
    return text;
  };
}

function httpUrl(text: string): string {
  const url = urlOf('http:', 'https:')(text);
  return url.replace(/\/+$/, '');
}

function origins(text: string): string[] {
  return text.split(',').map((entry) => {
    const origin = entry.trim();
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
      throw new Error(`"${origin}" is not an origin such as https://app.example.com`);
    }
    return origin;
  });
}

function secrets(text: string): string[] {
  const all = text.split(',').map((entry) => entry.trim());
  if (all.some((entry) => entry.length < 32)) {
    throw new Error(
      'needs at least 32 characters (several, newest first, are separated by commas)',
    );
  }
  return all;
}

function mailbox(text: string): string {
  const address = /<([^<>]+)>\s*$/.exec(text)?.[1] ?? text;
  if (!/^[^\s@<>]+@[^\s@<>]+$/.test(address.trim()) || /[\r\n]/.test(text)) {
    throw new Error('must be an address, as in "Pressrun <news@example.com>"');
  }
  return text;
}
