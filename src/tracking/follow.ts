import type { FastifyBaseLogger, FastifyReply } from 'fastify';
import type { Database } from '../db/database.ts';
import { recordClick } from '../engagement/record-click.ts';
import { recordOpen } from '../engagement/record-open.ts';
import { readVisitor } from '../engagement/visitor.ts';
import type { Clock } from '../lib/clock.ts';
import type { TokenSigner } from '../lib/signed-token.ts';
import { isLinkId } from '../links/link.ts';
import { type PageRequest, sendUnknown } from './answer-page.ts';
import { withRetry } from './with-retry.ts';

type FollowDeps = {
  db: Database;
  signer: TokenSigner;
  clock: Clock;
  log: Pick<FastifyBaseLogger, 'warn'>;
};

/** One transparent pixel (GIF89a), the smallest picture that every mail program shows. */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/**
 * The pixel of a message (contract: Tracking paths); 404 for a token that isn't ours. A reader gets the
 * picture whether or not their open could be recorded. Webmail shows it from another origin.
 */
export async function showPixel(deps: FollowDeps, request: PageRequest, reply: FastifyReply) {
  const token = deps.signer.messages.verify(request.params.logId);
  if (!token) return sendUnknown(reply, request);
  const { db, clock, log } = deps;
  const isKnown = await withRetry(db, token, (tx) =>
    recordOpen(tx, token, readVisitor(request), clock.now()),
  ).catch((error) => {
    log.warn({ err: error }, 'an open could not be recorded');
    return true;
  });
  if (!isKnown) return sendUnknown(reply, request);
  return reply
    .header('cache-control', 'no-store')
    .header('cross-origin-resource-policy', 'cross-origin')
    .type('image/gif')
    .send(PIXEL);
}

/**
 * Leads to where the link of a message leads: an address that was kept when the message was made, never
 * one of the request. `?l=` only names it; 404 for a name that the message hasn't, or a token not ours.
 */
export async function followLink(deps: FollowDeps, request: PageRequest, reply: FastifyReply) {
  const token = deps.signer.messages.verify(request.params.logId);
  const { l: linkId } = request.query;
  if (!token || !isLinkId(linkId)) return sendUnknown(reply, request);
  const url = await withRetry(deps.db, token, (tx) =>
    recordClick(tx, token, linkId, readVisitor(request), deps.clock.now()),
  );
  if (url === null) return sendUnknown(reply, request);
  return reply.code(302).headers({ location: url, 'cache-control': 'no-store' }).send('');
}
