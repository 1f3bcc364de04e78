import type { DialOptions } from './dial.ts';
import { faultOfError } from './fault.ts';
import type { Features } from './features.ts';
import { openConnection } from './handshake.ts';
import { relayName, type SmtpTarget } from './target.ts';
import { DEFAULT_TIMEOUTS, type Timeouts } from './timeouts.ts';

export type Probe = { ok: true; features: Features } | { ok: false; reason: string };

/**
 * Whether the relay would let us send: connects, greets, secures, authenticates and quits. For
 * `doctor` and the test button of a project. Never throws; `reason` is fit to be shown.
 */
export async function probeRelay(
  target: SmtpTarget,
  options: { ehloName?: string; timeouts?: Partial<Timeouts> } & Omit<DialOptions, 'timeouts'> = {},
): Promise<Probe> {
  const timeouts = { ...DEFAULT_TIMEOUTS, banner: 30_000, ehlo: 30_000, ...options.timeouts };
  try {
    const connection = await openConnection(target, {
      ...options,
      timeouts,
      ehloName: options.ehloName ?? null,
    });
    connection.socket.end('QUIT\r\n');
    connection.socket.resume();
    return { ok: true, features: connection.features };
  } catch (error) {
    return { ok: false, reason: faultOfError(relayName(target), error as Error).message };
  }
}
