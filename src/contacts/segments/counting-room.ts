import { PressrunError } from '../../lib/errors.ts';
import { createTurns } from '../turns.ts';

/**
 * Counts and pages of segments that run at the same moment in this process, of all tenants: each may hold
 * a connection for seconds, and the pool has ten for everybody (P19).
 */
const AT_A_TIME = 4;
/** At five seconds a count, the last in line waits about ten. */
const MAX_WAITING = 8;

const inTurn = createTurns(4_000, 'Too many counts at once; try again shortly');
const waiting: (() => void)[] = [];
let running = 0;

/** Runs counts, one of a tenant at a time. `unavailable` (503) for who would have to wait for too long. */
export function inCountingRoom<T>(tenantId: string, work: () => Promise<T>): Promise<T> {
  return inTurn(tenantId, async () => {
    await enter();
    try {
      return await work();
    } finally {
      leave();
    }
  });
}

async function enter(): Promise<void> {
  if (running < AT_A_TIME) {
    running += 1;
    return;
  }
  if (waiting.length >= MAX_WAITING) {
    throw new PressrunError('unavailable', 'Too many counts at this moment; try again shortly');
  }
  const { promise, resolve } = Promise.withResolvers<void>();
  waiting.push(resolve);
  await promise;
}

/** Whoever leaves hands its place over, so `running` doesn't change in between. */
function leave(): void {
  const next = waiting.shift();
  if (next) next();
  else running -= 1;
}
