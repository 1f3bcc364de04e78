import type { IncomingHttpHeaders } from 'node:http';
import type { Visitor } from './engagement.ts';

/**
 * Names of programs that fetch what nobody looks at: link scanners of mail gateways, crawlers, tools.
 * Proxies that fetch when a person opens (GoogleImageProxy, YahooMailProxy) are not among them, nor are the
 * telephones of Cubot.
 */
const MACHINE =
  /(?<!cu)bot\b|crawl|spider|scanner|slurp|preview|prefetch|headless|phantom|monitor|checker|validator|barracuda|mimecast|proofpoint|safelinks|trendmicro|symantec|fortiguard|curl\/|wget|python|java\/|go-http|okhttp|node-fetch|undici|axios|libwww|httpclient|^node$/i;

/** Apple's Mail Privacy Protection loads all pictures at delivery, and calls itself just this. */
const APPLE_PROXY = 'Mozilla/5.0';

const MOST_AGENT_LENGTH = 500;

/** A purpose that a browser gives when it fetches ahead of its user. */
const AHEAD = /prefetch|preview|prerender/i;

type Request = { method: string; ip: string; headers: IncomingHttpHeaders };

/** Who asks, and whether the request itself says that it is a machine. */
export function readVisitor({ method, ip, headers }: Request): Visitor {
  const given = headers['user-agent']?.trim().slice(0, MOST_AGENT_LENGTH) ?? '';
  const purposes = [
    headers.purpose,
    headers['sec-purpose'],
    headers['x-purpose'],
    headers['x-moz'],
  ];
  const isMachine =
    method === 'HEAD' ||
    given === '' ||
    given === APPLE_PROXY ||
    MACHINE.test(given) ||
    purposes.some((purpose) => AHEAD.test(String(purpose ?? '')));
  return { userAgent: given === '' ? null : given, ip: ip.slice(0, 64), isMachine };
}
