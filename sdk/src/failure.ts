import { type Limits, readLimits } from './limits.ts';

/** One field at fault: `path` is dotted (`contacts.3.email`), `message` says what to do. */
export type FieldError = { path: string; message: string };

/**
 * What all errors of this package are. `code` is stable and meant for programs: the API's own
 * (`not_found`, `wrong_state`, `rate_limited` …) or one of ours (`connection_failed`, `timeout` …).
 */
export class PressrunError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** No answer came, also at the last retry; `cause` says why. What was asked may have been done. */
export class PressrunConnectionError extends PressrunError {
  constructor(message: string, options?: { cause?: unknown; code?: string }) {
    super(options?.code ?? 'connection_failed', message, options);
  }
}

/** The answer didn't come in `timeoutMs`. */
export class PressrunTimeoutError extends PressrunConnectionError {
  constructor(ms: number) {
    super(`No answer within ${ms} ms`, { code: 'timeout' });
  }
}

/** What the server said no to (contract: Errors). */
export class PressrunApiError extends PressrunError {
  readonly status: number;
  /** Each field at fault; empty when it isn't about fields. */
  readonly errors: FieldError[];
  /** `X-Request-Id` of the answer, if something on the way sets it. */
  readonly requestId: string | null;
  /** Rate limit and quota as this answer told them. */
  readonly limits: Limits;
  /** The whole error document, with what this version doesn't know yet. */
  readonly problem: Record<string, unknown>;

  constructor(status: number, headers: Headers, text: string) {
    const problem = readProblem(text);
    const said = problem.detail ?? problem.message;
    const message = typeof said === 'string' ? said : strangeAnswer(status, headers);
    super(typeof problem.code === 'string' ? problem.code : 'unexpected_answer', message);
    this.status = status;
    this.errors = Array.isArray(problem.errors) ? problem.errors : [];
    this.requestId = headers.get('x-request-id');
    this.limits = readLimits(headers);
    this.problem = problem;
  }
}

/** An answer of something between us and Pressrun, or of another program at `baseUrl`. */
function strangeAnswer(status: number, headers: Headers): string {
  const location = headers.get('location');
  if (location) return `HTTP ${status} to ${location}; use that as the baseUrl`;
  return `HTTP ${status} without an error document; is the baseUrl that of Pressrun?`;
}

function readProblem(text: string): Record<string, unknown> {
  try {
    const problem: unknown = JSON.parse(text);
    return problem !== null && typeof problem === 'object'
      ? (problem as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
}
