/**
 * Every error a caller can cause, with its HTTP status. The code is stable and machine-readable
 * (contract: Errors); the domain throws codes and never speaks HTTP.
 */
export const STATUS_BY_CODE = {
  invalid_request: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  wrong_state: 409,
  idempotency_running: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  unprocessable: 422,
  idempotency_mismatch: 422,
  rate_limited: 429,
  quota_exceeded: 429,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof STATUS_BY_CODE;

/** One field at fault: `path` is dotted (`contacts.3.email`), `message` says what to do. */
export type FieldError = { path: string; message: string };

/** An error that the caller caused or can act on. Anything else that is thrown is a bug. */
export class PressrunError extends Error {
  readonly code: ErrorCode;
  readonly errors: FieldError[];
  /** Further members of the error document (RFC 9457 section 3.2), such as `quota`. */
  readonly members: Record<string, unknown>;

  constructor(
    code: ErrorCode,
    message: string,
    errors: FieldError[] = [],
    members: Record<string, unknown> = {},
  ) {
    super(message);
    this.name = 'PressrunError';
    this.code = code;
    this.errors = errors;
    this.members = members;
  }
}

/** 429 that says when to come back, in whole seconds (Retry-After, RFC 9110 §10.2.3). */
export class TooManyTries extends PressrunError {
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number) {
    super('rate_limited', message);
    this.retryAfterSeconds = Math.max(1, Math.ceil(retryAfterSeconds));
  }
}

/** 400 for one field: the message stands both on the error and on the field. */
export function invalidField(path: string, message: string): PressrunError {
  return new PressrunError('invalid_request', `${path}: ${message}`, [{ path, message }]);
}

/** 404 with one body for "not there" and "not yours", so that ids of others can't be probed (P17). */
export function notFound(noun: string): PressrunError {
  return new PressrunError('not_found', `${noun} not found`);
}

/** A message to the operator that ends the program: no stack trace, one clear sentence. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}
