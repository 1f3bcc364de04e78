import type { Recipe } from '../recipes.ts';
import type { World } from '../world.ts';

async function newSegment(its: World): Promise<{ id: string }> {
  const filter = { field: 'attributes.plan', op: 'eq', value: 'pro' };
  const { id } = await its.make('POST', '/segments', { name: its.word(), filter });
  return { id };
}

const segment: Recipe = async (its) => ({ params: await newSegment(its) });

export const segmentRecipes: Record<string, Recipe> = {
  createSegment: (its, example) => ({ body: { ...example, name: its.word() } }),
  listSegments: () => ({}),
  countSegment: (_, example) => ({ body: example }),
  getSegment: segment,
  listSegmentContacts: segment,
  updateSegment: async (its, example) => ({
    params: await newSegment(its),
    body: { ...example, name: its.word() },
  }),
  deleteSegment: segment,
};
