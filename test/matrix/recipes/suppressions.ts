import type { Recipe } from '../recipes.ts';

export const suppressionRecipes: Record<string, Recipe> = {
  listSuppressions: () => ({}),
  createSuppression: (its, example) => ({
    body: { ...example, email: `gone-${its.word()}@example.com` },
  }),
  deleteSuppression: async (its) => {
    const email = `gone-${its.word()}@example.com`;
    await its.make('POST', '/suppressions', { email });
    return { params: { email } };
  },
};
