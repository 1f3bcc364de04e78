import type { ComposedMessage } from '../campaigns/message-program.ts';
import type { DeliverNow } from '../campaigns/test-send.ts';
import type { Outcome } from '../smtp/outcome.ts';
import { SmtpPool } from '../smtp/pool.ts';
import { DEFAULT_TIMEOUTS, type Timeouts } from '../smtp/timeouts.ts';
import type { Routes } from './transport.ts';

// A person waits for the answer: no stage may take the minutes that a campaign would grant it.
const STAGE_MS = 20_000;
const TIMEOUTS = Object.fromEntries(
  Object.keys(DEFAULT_TIMEOUTS).map((stage) => [stage, STAGE_MS]),
) as Timeouts;

type Parcel = ComposedMessage & { index: number };

/**
 * Sends a few messages on a connection of their own and waits for the answers: for tests, which
 * aren't in the ledger. When the relay is down every message says so.
 */
export function createDeliverNow(routes: Routes): DeliverNow {
  return async (way, messages) => {
    const route = await routes.routeOf(way);
    if (!route) return messages.map(() => relayDown('its project was changed just now; try again'));
    const waiting: Parcel[] = messages.map((message, index) => ({ ...message, index }));
    const outcomes: Outcome[] = [];
    let open = messages.length;
    let finish = () => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const settle = ({ index }: Parcel, outcome: Outcome) => {
      outcomes[index] = outcome;
      open -= 1;
      if (open === 0) finish();
    };
    const pool = new SmtpPool<Parcel>(
      route.target,
      { next: () => waiting.shift(), settle },
      {
        connections: 1,
        timeouts: TIMEOUTS,
        ...(route.lookup && { lookup: route.lookup }),
        onLane: ({ up, reason }) => {
          if (!up) for (const parcel of waiting.splice(0)) settle(parcel, relayDown(reason));
        },
      },
    );
    pool.start();
    await finished;
    await pool.stop(1_000);
    return outcomes;
  };
}

function relayDown(reason: string | null): Outcome {
  const reply = reason ?? 'the relay can not be reached';
  return { kind: 'later', scope: 'lane', code: null, enhanced: null, reply };
}
