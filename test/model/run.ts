import fc from 'fast-check';
import { create, importSome } from './acts.ts';
import { finish } from './finish.ts';
import { Plant } from './plant.ts';
import { type Step, steps } from './steps.ts';
import { Tally } from './tally.ts';
import { World } from './world.ts';

const EVERYONE = [0, 1, 2, 3, 4, 5];
const history = fc.array(steps, { minLength: 10, maxLength: 25, size: 'max' });
/** Mostly enough people for several things to happen at once; sometimes nobody. */
const audience = fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 6);

/** P4 over so many random histories, several at a time on instances of their own. */
export async function holdsOver(runs: number, atOnce: number, seed: number): Promise<Tally> {
  const tally = new Tally();
  const lines = Array.from({ length: atOnce }, (_, line) => line);
  const starts = await Promise.all(lines.map(() => Plant.start(tally)));
  await Promise.all(
    starts.map((plant, line) => {
      const numRuns = Math.ceil(runs / atOnce);
      const property = fc.asyncProperty(audience, history, (people, list) =>
        liveThrough(plant, people, list),
      );
      return fc.assert(property, { seed: seed + line, numRuns });
    }),
  );
  return tally;
}

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
