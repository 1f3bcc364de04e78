import type { FastifyRequest } from 'fastify';
import type { Tx } from '../db/database.ts';
import { isId } from '../lib/ids.ts';

/** What the audit log keeps of a route's change. */
export type AuditedChange = {
  /** `noun.verb`, with the nouns of GLOSSARY.md: `campaign.send`. */
  action: string;
  /**
   * Fields whose values are kept. Never a secret, and nothing about a reader: the log outlives an
   * erasure (P45). Of the others that a body names, only the names are.
   */
  fields?: readonly string[];
  /** How the thing is before the change; throws as the change itself when it isn't there. */
  before?: (tx: Tx, tenantId: string, params: Record<string, string>) => Promise<object>;
};

type Fields = Record<string, unknown>;

/** One line of the audit log. */
export type ChangeRecord = {
  actor: { type: 'api_key' | 'user' | 'operator'; id: string | null };
  action: string;
  /** The id of what was changed; null when it has none, or is known by an address. */
  subjectId: string | null;
  before: Fields | null;
  after: Fields | null;
  ip: string | null;
  userAgent: string | null;
};

/** The record of a change that went well; with a `before`, only of what it changed. */
export function describeChange(
  request: FastifyRequest,
  actor: ChangeRecord['actor'],
  { action, fields = [] }: AuditedChange,
  before: object | null,
  result: unknown,
): ChangeRecord {
  const kept = new Set(fields);
  const old = before as Fields | null;
  const now = request.method === 'DELETE' ? {} : { ...(result as Fields) };
  const isKept = (name: string) =>
    kept.has(name) && (request.method === 'DELETE' || !isSame(old?.[name], now[name]));
  const after = { ...namesOf(request.body, kept), ...pick(now, isKept) };
  return {
    ...{ actor, action, subjectId: subjectOf(request, old, result) },
    before: orNull(old ? pick(old, isKept) : {}),
    after: orNull(after),
    // A zone (fe80::1%eth0) names an interface of ours, and is none of the address.
    ip: request.ip.replace(/%.*$/, ''),
    userAgent: request.headers['user-agent']?.slice(0, 512) ?? null,
  };
}

function pick(from: Fields, wanted: (name: string) => boolean): Fields {
  return Object.fromEntries(Object.entries(from).filter(([name]) => wanted(name)));
}

/** Fields of the body that aren't kept: that they were sent, and how many of a list. */
function namesOf(body: unknown, kept: Set<string>): Fields {
  if (body === null || typeof body !== 'object') return {};
  const others = Object.entries(body).filter(([name]) => !kept.has(name));
  return Object.fromEntries(
    others.map(([name, value]) => [
      name,
      Array.isArray(value) ? `(${value.length}, not kept)` : '(not kept)',
    ]),
  );
}

function subjectOf(request: FastifyRequest, before: Fields | null, result: unknown): string | null {
  const { versionId, deliveryId, adminId, keyId, invitationId, id } = request.params as Record<
    string,
    string
  >;
  const named = [versionId, deliveryId, adminId, keyId, invitationId, id];
  const known = [(result as Fields | null)?.id, before?.id, ...named];
  return (known.find((one) => typeof one === 'string' && isId(one)) as string) ?? null;
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function orNull(fields: Fields): Fields | null {
  return Object.keys(fields).length > 0 ? fields : null;
}
