import { problemDocument } from './problem.ts';

type Refusal = { name: string; description: string; code: string; message: string };

/** What a caller can be refused with, by status (contract: Errors), as openapi.json tells it. */
const REFUSALS: Record<number, Refusal> = {
  400: {
    name: 'InvalidRequest',
    description: 'A field, query or header is not valid',
    code: 'invalid_request',
    message: 'email: is required',
  },
  401: {
    name: 'Unauthorized',
    description: 'No, unknown, expired or revoked credential',
    code: 'unauthorized',
    message: 'The API key or access token is not valid, has expired or was revoked',
  },
  403: {
    name: 'Forbidden',
    description: 'The credential lacks the scope or role, or X-Tenant-Id names another tenant',
    code: 'forbidden',
    message: 'Missing required API key scope: contacts:write',
  },
  404: {
    name: 'NotFound',
    description: 'Not there, or not yours',
    code: 'not_found',
    message: 'Contact not found',
  },
  409: {
    name: 'Conflict',
    description: 'Duplicate or wrong state',
    code: 'wrong_state',
    message: 'A SENT campaign can not be changed; only DRAFT can',
  },
  413: {
    name: 'PayloadTooLarge',
    description: 'The body is larger than this route takes',
    code: 'payload_too_large',
    message: 'Request body is too large',
  },
  415: {
    name: 'UnsupportedMediaType',
    description: 'The body is of another content type than this route takes',
    code: 'unsupported_media_type',
    message: 'Unsupported Media Type',
  },
  422: {
    name: 'Unprocessable',
    description: 'Business rule, or Idempotency-Key reused with another request',
    code: 'unprocessable',
    message: 'The audience is empty: no opted-in contact matches the filter',
  },
  429: {
    name: 'TooManyRequests',
    description: 'Rate limit (see Retry-After), or monthly quota (see `quota`)',
    code: 'rate_limited',
    message: 'More than 300 requests a minute; try again in 1 minute',
  },
  431: {
    name: 'RequestHeaderFieldsTooLarge',
    description: 'The address and headers are larger than 16 kB together',
    code: 'invalid_request',
    message: 'The address and headers of the request are larger than 16 kB together',
  },
  503: {
    name: 'Unavailable',
    description: 'The database can not be reached; see Retry-After',
    code: 'unavailable',
    message: 'The database can not be reached now. Nothing was changed; try again shortly.',
  },
};

const BODY_METHODS = new Set(['POST', 'PUT', 'PATCH']);

/** The refusals that any operation of this kind can give; a route may describe more, or others. */
export function refusalsOf(method: string | string[], url: string): [number, string][] {
  const methods = [method].flat();
  // Also where no credential is asked for: signing in is refused with 401 itself.
  const statuses = new Set([400, 401, 403, 429, 431, 503]);
  if (url.includes('/:')) statuses.add(404);
  if (!methods.every((one) => one === 'GET')) for (const one of [409, 413, 415]) statuses.add(one);
  // A body can name what isn't there; and a key can have been used for another body.
  if (methods.some((one) => BODY_METHODS.has(one))) for (const one of [404, 422]) statuses.add(one);
  return [...statuses].sort().map((status) => [status, REFUSALS[status]!.description]);
}

/** `components.responses`: each refusal once, with an example, so that operations can refer to it. */
export function refusalComponents() {
  const components = Object.entries(REFUSALS).map(([status, { name, description, ...refusal }]) => {
    const example = {
      ...problemDocument({ status: Number(status), errors: [], ...refusal }, '/contacts'),
      timestamp: '2026-03-01T09:30:00.000Z',
    };
    const schema = { $ref: '#/components/schemas/Problem' };
    return [name, { description, content: { 'application/problem+json': { schema, example } } }];
  });
  return Object.fromEntries(components);
}

/** The component that says just this, if there is one. */
export function refusalReference(status: string, description: string): { $ref: string } | null {
  const refusal = REFUSALS[Number(status)];
  if (refusal?.description !== description) return null;
  return { $ref: `#/components/responses/${refusal.name}` };
}
