/** The points of a conversation at which a sink can be told to misbehave. */
export type SinkStage =
  | 'banner'
  | 'ehlo'
  | 'auth'
  | 'rset'
  | 'mail'
  | 'rcpt'
  | 'data'
  /** The first bytes of a message have come, its final dot has not been looked for. */
  | 'body'
  | 'dot';

/** Where a conversation is when the script is asked. */
export type SinkStep = {
  stage: SinkStage;
  /** Connections are counted from 1. */
  connection: number;
  /** Messages begun on this connection, from 1; 0 before the first MAIL. */
  message: number;
  mailFrom: string;
  rcptTo: string;
};

/**
 * What the sink does instead of its usual answer.
 *
 * - `reply`: says this; a bare number gets a text. 4xx and 5xx mean what they say; 421 also closes.
 * - `hang`: says nothing more on this connection, and leaves it open.
 * - `cut`: closes without a word: `fin` politely, `reset` with RST. At `dot` the message counts as
 *   accepted first, unless `lost` is set: the worst that can happen to a client.
 * - `close`: after the reply.
 * - `pieceMs`: sends its answer byte by byte, that many ms apart; 0 = a packet per byte.
 */
export type SinkAction = {
  reply?: number | string;
  hang?: boolean;
  cut?: 'fin' | 'reset';
  lost?: boolean;
  close?: boolean;
  pieceMs?: number;
};

export type SinkScript = (step: SinkStep) => SinkAction | undefined;

/** A script that does `action` at `stage`, `times` times (for ever if not given). */
export function at(
  stage: SinkStage,
  action: SinkAction,
  times = Number.POSITIVE_INFINITY,
): SinkScript {
  let left = times;
  return (step) => {
    if (step.stage !== stage || left <= 0) return undefined;
    left -= 1;
    return action;
  };
}

/** A script that does `action` at `stage` for these recipients. */
export function forRecipients(
  recipients: Iterable<string>,
  stage: 'rcpt' | 'data' | 'body' | 'dot',
  action: SinkAction,
): SinkScript {
  const wanted = new Set(recipients);
  return (step) => (step.stage === stage && wanted.has(step.rcptTo) ? action : undefined);
}

/** The first of these scripts that has something to say. */
export function firstOf(...scripts: SinkScript[]): SinkScript {
  return (step) => {
    for (const script of scripts) {
      const action = script(step);
      if (action !== undefined) return action;
    }
    return undefined;
  };
}
