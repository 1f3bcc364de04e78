import fc from 'fast-check';
import * as act from './acts.ts';
import type { Fate } from './relay.ts';
import type { World } from './world.ts';

export type Step = { run: (world: World) => Promise<void>; [fc.toStringMethod]: () => string };

const step = <T extends unknown[]>(
  weight: number,
  name: string,
  inputs: { [K in keyof T]: fc.Arbitrary<T[K]> },
  act: (world: World, ...input: T) => Promise<void>,
) => ({
  weight,
  arbitrary: fc.tuple<T>(...inputs).map((input): Step => {
    const run = (world: World) => act(world, ...input);
    return { run, [fc.toStringMethod]: () => `${name}(${input})` };
  }),
});

const which = fc.nat({ max: 3 });
const who = fc.nat({ max: 5 });
const some = fc.uniqueArray(who, { minLength: 1, maxLength: 6 });
const group = fc.constantFrom('a', 'b');
const filter = fc.constantFrom(null, null, 'a', 'b');
/** Doubts most of all, and several in a row: what a second copy would follow from. */
const fate = fc.constantFrom<Fate>(
  ...(['cut kept', 'cut kept', 'cut kept', 'deferred', 'deferred'] as const),
  ...(['refused', 'turned away', 'cut lost'] as const),
);
const fates = fc.array(fate, { minLength: 1, maxLength: 4, size: 'max' });
const kept = fc.constantFrom<'kept' | 'lost'>('kept', 'lost');

/** Everything that can happen, by how often it should. */
export const steps: fc.Arbitrary<Step> = fc.oneof(
  step(5, 'create', [filter], act.create),
  step(2, 'edit', [which, filter], act.edit),
  step(3, 'schedule', [which], act.schedule),
  step(1, 'schedule in the past', [which], act.scheduleInThePast),
  step(3, 'due', [which, fc.constantFrom(30, 30, 7_200)], act.due),
  step(14, 'send', [which, fc.boolean()], act.send),
  step(4, 'pause', [which], act.pause),
  step(5, 'resume', [which], act.resume),
  step(2, 'cancel', [which], act.cancel),
  step(1, 'duplicate', [which], act.duplicate),
  step(1, 'delete', [which], act.remove),
  step(1, 'test', [which], act.test),
  step(4, 'retry failed', [which], act.retryFailed),
  step(4, 'resolve unknown', [which, fc.constantFrom('resend', 'leave')], act.resolveUnknown),
  step(3, 'unsubscribe', [fc.nat({ max: 20 })], act.unsubscribe),
  step(2, 'suppress', [who], act.suppress),
  step(1, 'unsuppress', [who], act.unsuppress),
  step(4, 'import', [some, group, fc.constantFrom(false, false, true)], act.importSome),
  step(2, 'erase', [who], act.erase),
  step(9, 'relay', [some, fates], act.relay),
  step(2, 'hold', [], act.hold),
  step(6, 'release', [], act.release),
  step(4, 'crash', [which, kept, fc.boolean()], act.crash),
  step(2, 'hire', [], act.hire),
  step(4, 'retry time', [], act.retryTime),
  step(5, 'wait', [], act.wait),
);
