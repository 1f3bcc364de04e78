import type { Recipe } from '../recipes.ts';
import type { World } from '../world.ts';

async function newSuppression(its: World): Promise<{ email: string }> {
  const email = `gone-${its.word()}@example.com`;
  await its.make('POST', '/suppressions', { email });
  return { email };
}

export const suppressionRecipes: Record<string, Recipe> = {
  listSuppressions: () => ({}),
  createSuppression: (its, example) => ({
    body: { ...example, email: `gone-${its.word()}@example.com` },
  }),
  importSuppressions: (_, body) => ({ body }),
  exportSuppressions: () => ({}),
  getSuppression: async (its) => ({ params: await newSuppression(its) }),
  deleteSuppression: async (its) => ({ params: await newSuppression(its) }),
};
