import type { FastifyBaseLogger, FastifyInstance, FastifyPluginAsync, FastifyReply } from 'fastify';
import type { Database } from '../db/database.ts';
import type { Clock } from '../lib/clock.ts';
import { isPublicAddress } from '../lib/public-address.ts';
import type { TokenSigner, UnsubscribeToken } from '../lib/signed-token.ts';
import { type PageRequest as Request, sendPage, sendUnknown } from './answer-page.ts';
import { followLink, showPixel } from './follow.ts';
import type { PageState } from './page.ts';
import { findLinkOwner, type LinkOwner, type UnsubscribeWay, unsubscribe } from './unsubscribe.ts';
import { renderInBrowser, VIEW_CSP } from './view.ts';
import { withRetry } from './with-retry.ts';

export type TrackingDeps = {
  db: Database;
  signer: TokenSigner;
  suppressionKey: Buffer;
  publicUrl: string;
  clock: Clock;
  log: Pick<FastifyBaseLogger, 'warn'>;
};

// RFC 8058's form has 26 octets; our own has 9.
const FORM_LIMIT_BYTES = 10_000;
const open = { config: { public: true }, schema: { hide: true } };

/** The public links of a message: unsubscribe, view in the browser, tracked ones (contract: Unsubscribe). */
export function trackingRoutes(deps: TrackingDeps): FastifyPluginAsync {
  return async (app) => {
    acceptAnyForm(app);
    app.get('/u/:token', open, (request, reply) => showPage(deps, request as Request, reply));
    app.post('/u/:token', open, (request, reply) => confirm(deps, request as Request, reply));
    app.get('/v/:token', open, async (request, reply) => {
      const token = deps.signer.verify((request as Request).params.token);
      const page = token && (await renderInBrowser(deps, token));
      if (!page) return sendUnknown(reply, request as Request);
      return reply.header('content-security-policy', VIEW_CSP).type('text/html').send(page);
    });
    app.get('/track/o/:logId', open, (request, reply) =>
      showPixel(deps, request as Request, reply),
    );
    app.get('/track/c/:logId', open, (request, reply) =>
      followLink(deps, request as Request, reply),
    );
  };
}

/** Scanners fetch these links by the thousand: a GET or HEAD only ever reads (P23). */
async function showPage(deps: TrackingDeps, request: Request, reply: FastifyReply) {
  const token = deps.signer.verify(request.params.token);
  if (!token) return sendUnknown(reply, request);
  const owner = await withRetry(deps.db, token, (tx) =>
    findLinkOwner(tx, token, deps.suppressionKey),
  );
  return sendPage(reply, request, stateBefore(token, owner), owner);
}

/** No redirect and no cookie: mail providers post here themselves (RFC 8058 §3.1). */
async function confirm(deps: TrackingDeps, request: Request, reply: FastifyReply) {
  const token = deps.signer.verify(request.params.token);
  if (!token) return sendUnknown(reply, request);
  const way = wayOf(request);
  const owner = await withRetry(deps.db, token, async (tx) => {
    await unsubscribe(tx, token, way, deps.suppressionKey, deps.clock.now());
    return findLinkOwner(tx, token, deps.suppressionKey);
  });
  return sendPage(reply, request, token.kind === 'test' ? 'test-done' : 'done', owner);
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
