import type { FastifyReply, FastifyRequest } from 'fastify';
import { pickLanguage } from './languages.ts';
import { type PageState, UNSUBSCRIBE_CSP, unsubscribePage } from './page.ts';
import type { LinkOwner } from './unsubscribe.ts';

export type PageRequest = FastifyRequest<{
  Params: { token: string; logId: string };
  Querystring: { lang?: string; l?: string };
}>;

/** 404 for a token or link that isn't ours, in words for whoever followed it. */
export function sendUnknown(reply: FastifyReply, request: PageRequest) {
  return sendPage(reply.code(404), request, 'unknown', null);
}

export function sendPage(
  reply: FastifyReply,
  request: PageRequest,
  state: PageState,
  owner: LinkOwner | null,
) {
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
