import type { Recipe } from '../recipes.ts';

export const memberRecipes: Record<string, Recipe> = {
  listTenants: () => ({}),
};
