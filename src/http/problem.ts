import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { isDatabaseAway } from '../db/failures.ts';
import {
  type ErrorCode,
  type FieldError,
  PressrunError,
  STATUS_BY_CODE,
  TooManyTries,
} from '../lib/errors.ts';

/**
 * The one error document (contract: Errors): the hosted product's four fields, problem details
 * (RFC 9457) beside them, a stable code and each field at fault.
 */
export const Problem = Type.Object(
  {
    statusCode: Type.Integer(),
    message: Type.String(),
    path: Type.String(),
    timestamp: Type.String({ format: 'date-time' }),
    type: Type.String(),
    title: Type.String(),
    detail: Type.String(),
    status: Type.Integer(),
    code: Type.String(),
    errors: Type.Array(Type.Object({ path: Type.String(), message: Type.String() })),
    quota: Type.Optional(
      Type.Object(
        {
          limit: Type.Integer(),
          used: Type.Integer(),
          percentage: Type.Integer({
            description: 'of the limit, with this request counted; over 110',
          }),
          requested: Type.Integer(),
        },
        { description: 'with `quota_exceeded`' },
      ),
    ),
    preflight: Type.Optional(
      Type.Object(
        {},
        {
          additionalProperties: true,
          description: 'where findings refuse a send: what GET /campaigns/{id}/preflight answers',
        },
      ),
    ),
  },
  { $id: 'Problem', additionalProperties: true },
);

const TITLES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  413: 'Payload Too Large',
  414: 'URI Too Long',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

const CODE_BY_STATUS: Record<number, ErrorCode> = {
  404: 'not_found',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
  429: 'rate_limited',
};

type Refusal = {
  status: number;
  code: string;
  message: string;
  errors: FieldError[];
  members?: Record<string, unknown>;
};

/** Turns whatever was thrown into the error document; only a bug becomes a 500, without its text. */
export function replyProblem(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const refusal = refusalOf(error);
  if (refusal.status === 500) request.log.error({ err: error }, 'request failed');
  if (refusal.status === 503) reply.header('retry-after', '5');
  if (error instanceof TooManyTries) reply.header('retry-after', error.retryAfterSeconds);
  return reply
    .code(refusal.status)
    .type('application/problem+json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(problemDocument(refusal, request.url));
}

export function problemDocument(refusal: Refusal, url: string) {
  const title = TITLES[refusal.status] ?? 'Error';
  return {
    statusCode: refusal.status,
    message: refusal.message,
    path: url.split('?', 1)[0],
    timestamp: new Date().toISOString(),
    type: refusal.code === 'quota_exceeded' ? 'quota_exceeded' : 'about:blank',
    title,
    detail: refusal.message,
    status: refusal.status,
    code: refusal.code,
    errors: refusal.errors,
    ...refusal.members,
  };
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof PressrunError) {
    const { code, message, errors, members } = error;
    return { status: STATUS_BY_CODE[code], code, message, errors, members };
  }
  if (isDatabaseAway(error)) {
    const message = 'The database can not be reached now. Nothing was changed; try again shortly.';
    return { status: 503, code: 'unavailable', message, errors: [] };
  }
  const status = (error as FastifyError)?.statusCode ?? 500;
  if (status >= 400 && status < 500) {
    const code = CODE_BY_STATUS[status] ?? 'invalid_request';
    return { status, code, message: (error as Error).message, errors: [] };
  }
  const message = 'Something went wrong here. It was logged; the request may be tried again.';
  return { status: 500, code: 'internal', message, errors: [] };
}
