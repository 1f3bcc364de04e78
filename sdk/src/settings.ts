import { PressrunError } from './failure.ts';
import type { Limits } from './limits.ts';
import type { OperationName } from './operation.ts';

export type PressrunOptions = {
  /** `mc_live_…` or `mc_test_…`. */
  apiKey: string;
  /** Where Pressrun is, such as `https://news.example.com`; a path in front of the API is kept. */
  baseUrl: string;
  /** Sent as `X-Tenant-Id`; must be the key's own tenant, and may be left out. */
  tenantId?: string;
  /** Another `fetch` than the platform's, for a proxy or a certificate of your own. */
  fetch?: typeof globalThis.fetch;
  /** How long one try may take, its answer included: 30,000 unless set. */
  timeoutMs?: number;
  /** How often a request is tried again: 4 unless set, 0 for never. */
  retries?: number;
  /** Called with each answer, also those that are tried again: for logs and metrics. */
  onAnswer?: (answer: AnswerInfo) => void;
};

export type AnswerInfo = {
  operation: OperationName;
  method: string;
  path: string;
  status: number;
  /** 1 for the first. */
  tries: number;
  requestId: string | null;
  limits: Limits;
};

/** What one call may have otherwise. */
export type CallOptions = {
  /** Ends the call, its retries and the waiting between them; the call throws the signal's reason. */
  signal?: AbortSignal;
  timeoutMs?: number;
  retries?: number;
  /** For a POST: a key of your own, so that a later run of your program can repeat it safely. */
  idempotencyKey?: string;
};

export type Settings = Required<Omit<PressrunOptions, 'tenantId' | 'onAnswer'>> &
  Pick<PressrunOptions, 'tenantId' | 'onAnswer'>;

/** Fills in the defaults. Throws `invalid_option` for what can't work, before any request. */
export function readSettings(options: PressrunOptions): Settings {
  const { apiKey, timeoutMs = 30_000, retries = 4 } = options;
  if (!/^[\x21-\x7e]+$/.test(apiKey ?? ''))
    throw invalid('apiKey', 'must be an API key: mc_live_…');
  if (!(timeoutMs > 0)) throw invalid('timeoutMs', 'must be more than 0');
  if (!Number.isInteger(retries) || retries < 0) throw invalid('retries', 'must be 0 or more');
  return {
    ...options,
    ...{ timeoutMs, retries, baseUrl: readBaseUrl(options.baseUrl) },
    // Called as a function of its own: browsers refuse a fetch that is a method of something else.
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
  };
}

function readBaseUrl(text: string): string {
  const url = URL.canParse(text ?? '') ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw invalid('baseUrl', 'must be an address like https://news.example.com');
  }
  return url.origin + url.pathname.replace(/\/+$/, '');
}

function invalid(name: string, rule: string): PressrunError {
  return new PressrunError('invalid_option', `${name} ${rule}`);
}
