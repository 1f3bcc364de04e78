import { Deadline, pause } from './deadline.ts';
import { PressrunApiError, PressrunError } from './failure.ts';
import { type Limits, readLimits } from './limits.ts';
import type { AnyInput, InputOf, OperationName, ReplyOf } from './operation.ts';
import { type Prepared, prepare } from './request.ts';
import { type Failed, waitBeforeRetry } from './retry.ts';
import { parseServerSentEvents, type ServerSentEvent } from './server-sent-events.ts';
import type { CallOptions, Settings } from './settings.ts';

type Outcome = { reply: unknown } | Failed;

/** Carries operations to the server: one call is one or more tries of one request. */
export class Transport {
  readonly #settings: Settings;
  /** As the newest answers told them. */
  readonly limits: Limits = { rateLimit: null, quota: null };

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Retries of a call, unless it has its own. */
  get retries(): number {
    return this.#settings.retries;
  }

  /**
   * Throws PressrunApiError for a refusal, PressrunConnectionError when no answer came, and the
   * signal's reason.
   */
  async call<K extends OperationName>(
    operation: K,
    input: InputOf<K>,
    options: CallOptions = {},
  ): Promise<ReplyOf<K>> {
    const request = prepare(this.#settings, operation, input as AnyInput, options);
    const retries = request.isStream ? 0 : (options.retries ?? this.#settings.retries);
    for (let tries = 1; ; tries += 1) {
      const outcome = await this.#try(request, tries, options);
      if ('reply' in outcome) return outcome.reply as ReplyOf<K>;
      const wait = tries > retries ? null : waitBeforeRetry(outcome, tries, request.repeatable);
      if (wait === null) throw outcome.error;
      await pause(wait, options.signal);
    }
  }

  /**
   * The events of a stream, until it ends; one try. Silence for longer than `silenceMs` is a
   * timeout: the server sends a comment every 15 s.
   */
  async *stream<K extends OperationName>(
    operation: K,
    input: InputOf<K>,
    options: CallOptions & { silenceMs: number },
  ): AsyncGenerator<ServerSentEvent> {
    const request = prepare(this.#settings, operation, input as AnyInput, options);
    const { timeoutMs = this.#settings.timeoutMs, signal, silenceMs } = options;
    const deadline = new Deadline(timeoutMs, signal);
    try {
      const response = await this.#fetch(request, deadline, 'text/event-stream');
      this.#note(request, response, 1);
      if (!response.ok || !response.body) {
        throw new PressrunApiError(response.status, response.headers, await response.text());
      }
      const heard = () => deadline.extend(silenceMs);
      heard();
      yield* parseServerSentEvents(response.body, heard);
    } catch (error) {
      throw error instanceof PressrunError ? error : deadline.explain(error);
    } finally {
      deadline.end();
    }
  }

  /** The lines of a file, as they come; one try. Silence for longer than `timeoutMs` is a timeout. */
  async *lines<K extends OperationName>(
    operation: K,
    input: InputOf<K>,
    options: CallOptions = {},
  ): AsyncGenerator<string> {
    const request = prepare(this.#settings, operation, input as AnyInput, options);
    const { timeoutMs = this.#settings.timeoutMs, signal } = options;
    const deadline = new Deadline(timeoutMs, signal);
    try {
      const response = await this.#fetch(request, deadline, 'application/x-ndjson');
      this.#note(request, response, 1);
      if (!response.ok || !response.body) {
        throw new PressrunApiError(response.status, response.headers, await response.text());
      }
      yield* linesOf(response.body, () => deadline.extend(timeoutMs));
    } catch (error) {
      throw error instanceof PressrunError ? error : deadline.explain(error);
    } finally {
      deadline.end();
    }
  }

  async #try(request: Prepared, tries: number, options: CallOptions): Promise<Outcome> {
    const { timeoutMs = this.#settings.timeoutMs, signal } = options;
    const deadline = new Deadline(timeoutMs, signal);
    try {
      const response = await this.#fetch(request, deadline, 'application/json, text/csv');
      const text = await response.text();
      this.#note(request, response, tries);
      if (response.ok) return { reply: readReply(response, text) };
      const retryAfter = response.headers.get('retry-after');
      return { error: new PressrunApiError(response.status, response.headers, text), retryAfter };
    } catch (error) {
      return { error: error instanceof PressrunError ? error : deadline.explain(error) };
    } finally {
      deadline.end();
    }
  }

  #fetch({ url, method, headers, body, isStream }: Prepared, { signal }: Deadline, accept: string) {
    // A followed redirect would make a GET of a POST, and could take the key elsewhere.
    const redirect = 'manual';
    return this.#settings.fetch(url, {
      ...{ method, body, signal, redirect },
      // The standard asks for it where the answer may come before the whole body was read.
      ...(isStream ? { duplex: 'half' } : {}),
      headers: { ...headers, accept },
    });
  }

  #note({ operation, method, path }: Prepared, { status, headers }: Response, tries: number) {
    const limits = readLimits(headers);
    if (limits.rateLimit) this.limits.rateLimit = limits.rateLimit;
    if (limits.quota) this.limits.quota = limits.quota;
    const requestId = headers.get('x-request-id');
    this.#settings.onAnswer?.({ operation, method, path, status, tries, requestId, limits });
  }
}

async function* linesOf(body: ReadableStream<Uint8Array>, heard: () => void) {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of body as unknown as AsyncIterable<Uint8Array>) {
    heard();
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== '') yield rest;
}

/** JSON, or a file's text. */
function readReply(response: Response, text: string): unknown {
  const type = response.headers.get('content-type') ?? '';
  if (type.startsWith('text/csv')) return text;
  try {
    return JSON.parse(text);
  } catch {
    throw new PressrunError(
      'unexpected_answer',
      `HTTP ${response.status} that isn't JSON; is the baseUrl that of Pressrun?`,
    );
  }
}
