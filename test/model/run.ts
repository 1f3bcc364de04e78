import fc from 'fast-check';
import { create, importSome } from './acts.ts';
import { finish } from './finish.ts';
import { Plant } from './plant.ts';
import { type Step, steps } from './steps.ts';
import { Tally } from './tally.ts';
import { World } from './world.ts';

const EVERYONE = [0, 1, 2, 3, 4, 5];
const history = fc.array(steps, { minLength: 10, maxLength: 22, size: 'max' });
/** Mostly enough people for several things to happen at once; sometimes nobody. */
const audience = fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 6);

export type Extent = {
  runs: number;
  /** How many run at a time, each on an instance of its own; about 25 connections each. */
  atOnce: number;
  seed: number;
  /** When looking for a shorter history that fails, too, ends; longer than all runs take. */
  limitMs: number;
};

/** P4 over so many random histories; answers what they met. */
export async function holdsOver({ runs, atOnce, seed, limitMs }: Extent): Promise<Tally> {
  const tally = new Tally();
  const lines = Array.from({ length: atOnce }, (_, line) => line);
  const plants = await Promise.all(lines.map(() => Plant.start(tally)));
  const property = (plant: Plant) =>
    fc.asyncProperty(audience, history, (people, list) => liveThrough(plant, people, list));
  await Promise.all(
    plants.map((plant, line) =>
      fc.assert(property(plant), {
        ...{ seed: seed + line, numRuns: Math.ceil(runs / atOnce) },
        ...{ interruptAfterTimeLimit: limitMs, markInterruptAsFailure: true },
      }),
    ),
  );
  return tally;
}

/** One run: a tenant, some people, a draft; then what the history says; then everything ends. */
async function liveThrough(plant: Plant, people: number, list: Step[]): Promise<void> {
  const world = await World.begin(plant);
  if (people > 0) await importSome(world, EVERYONE.slice(0, people), 'a', false);
  await create(world, null);
  for (const { run } of list) {
    await run(world);
    await world.look();
  }
  await finish(world);
  world.count();
}
