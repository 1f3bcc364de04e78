import type { LookupFunction } from 'node:net';
import type { Clock } from '../lib/clock.ts';
import type { Backoff } from './backoff.ts';
import type { LaneState } from './lane.ts';
import type { Timeouts } from './timeouts.ts';

/** The part of a pino logger that the pool uses. */
export type Log = {
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
};

export type PoolOptions = {
  /** Most connections at a time, ≥ 1. A function is asked each time: one that holds more lets go of some. */
  connections: number | (() => number);
  /** Our name in EHLO; default: the host's full name, else its address. */
  ehloName?: string;
  timeouts?: Partial<Timeouts>;
  /** Messages after which a connection is closed with QUIT (1,000). */
  messagesPerConnection?: number;
  /** A connection without work is closed after this many ms (10,000). */
  idleMs?: number;
  backoff?: Partial<Backoff>;
  /** Certificates to trust instead of the system's, PEM. */
  ca?: string;
  /** Replaces DNS; also asked for literal addresses, so that it can forbid some. */
  lookup?: LookupFunction;
  clock?: Clock;
  log?: Log;
  /** Called after each change of `lane`. */
  onLane?: (state: LaneState) => void;
};
