import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { Database, Tx } from '../db/database.ts';
import { isDatabaseAway } from '../db/failures.ts';
import { inTenant } from '../db/transaction.ts';
import type { Clock } from '../lib/clock.ts';
import { isPublicAddress } from '../lib/public-address.ts';
import type { TokenSigner, UnsubscribeToken } from '../lib/signed-token.ts';
import { pickLanguage } from './languages.ts';
import { type PageState, UNSUBSCRIBE_CSP, unsubscribePage } from './page.ts';
import { findLinkOwner, type LinkOwner, type UnsubscribeWay, unsubscribe } from './unsubscribe.ts';
import { renderInBrowser, VIEW_CSP } from './view.ts';

export type TrackingDeps = {
  db: Database;
  signer: TokenSigner;
  suppressionKey: Buffer;
  publicUrl: string;
  clock: Clock;
};

type Request = FastifyRequest<{ Params: { token: string }; Querystring: { lang?: string } }>;

// RFC 8058's form has 26 octets; our own has 9.
const FORM_LIMIT_BYTES = 10_000;
const open = { config: { public: true }, schema: { hide: true } };

/** The public links of a message: unsubscribe and view in the browser (contract: Unsubscribe). */
export function trackingRoutes(deps: TrackingDeps): FastifyPluginAsync {
  return async (app) => {
    acceptAnyForm(app);
    app.get('/u/:token', open, (request, reply) => showPage(deps, request as Request, reply));
    app.post('/u/:token', open, (request, reply) => confirm(deps, request as Request, reply));
    app.get('/v/:token', open, async (request, reply) => {
      const token = deps.signer.verify((request as Request).params.token);
      const page = token && (await renderInBrowser(deps, token));
      if (!page) return send(reply.code(404), request as Request, 'unknown', null);
      return reply.header('content-security-policy', VIEW_CSP).type('text/html').send(page);
    });
  };
}

/** Scanners fetch these links by the thousand: a GET or HEAD only ever reads (P23). */
async function showPage(deps: TrackingDeps, request: Request, reply: FastifyReply) {
  const token = deps.signer.verify(request.params.token);
  if (!token) return send(reply.code(404), request, 'unknown', null);
  const owner = await withRetry(deps.db, token, (tx) =>
    findLinkOwner(tx, token, deps.suppressionKey),
  );
  return send(reply, request, stateBefore(token, owner), owner);
}

/** No redirect and no cookie: mail providers post here themselves (RFC 8058 §3.1). */
async function confirm(deps: TrackingDeps, request: Request, reply: FastifyReply) {
  const token = deps.signer.verify(request.params.token);
  if (!token) return send(reply.code(404), request, 'unknown', null);
  const way = wayOf(request);
  const owner = await withRetry(deps.db, token, async (tx) => {
    await unsubscribe(tx, token, way, deps.suppressionKey, deps.clock.now());
    return findLinkOwner(tx, token, deps.suppressionKey);
  });
  return send(reply, request, token.kind === 'test' ? 'test-done' : 'done', owner);
}

/**
 * A one-click comes from the mail provider's server (RFC 8058 section 3.1), and an address that isn't
 * public is a proxy's of ours: neither is the person's.
 */
function wayOf(request: Request): UnsubscribeWay {
  if (isOneClick(request.body)) return { source: 'one_click', ip: null };
  return { source: 'hosted_page', ip: isPublicAddress(request.ip) ? request.ip : null };
}

function stateBefore(token: UnsubscribeToken, { contact }: LinkOwner): PageState {
  if (token.kind === 'test') return 'test';
  return contact && !contact.isUnsubscribed ? 'confirm' : 'done';
}

function send(reply: FastifyReply, request: Request, state: PageState, owner: LinkOwner | null) {
  const contact = owner?.contact;
  const lang = typeof request.query.lang === 'string' ? request.query.lang : undefined;
  const page = unsubscribePage({
    language: pickLanguage(lang, contact?.locale, request.headers['accept-language']),
    state,
    ...(state === 'unknown' ? {} : { token: request.params.token }),
    ...(owner ? { tenantName: owner.tenantName } : {}),
    ...(contact ? { address: contact.email } : {}),
  });
  return reply
    .header('content-security-policy', UNSUBSCRIBE_CSP)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(page);
}

/** Whatever the form's encoding (urlencoded, multipart, none), its text is all that is looked at. */
function acceptAnyForm(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    '*',
    { parseAs: 'string', bodyLimit: FORM_LIMIT_BYTES },
    (_request, body, done) =>
      done(null, { form: body.toString().replaceAll('\0', '').toWellFormed() }),
  );
}

function isOneClick(body: unknown): boolean {
  const form = (body as { form?: string } | undefined)?.form ?? '';
  return form.includes('List-Unsubscribe') && form.includes('One-Click');
}

/** A database that was just restarted has cut our idle connections: the second try gets a new one. */
async function withRetry<T>(
  db: Database,
  { tenantId }: UnsubscribeToken,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  try {
    return await inTenant(db, tenantId, work);
  } catch (error) {
    if (!isDatabaseAway(error)) throw error;
    await new Promise((resolve) => setTimeout(resolve, 200));
    return inTenant(db, tenantId, work);
  }
}
