import type { Recipe } from '../recipes.ts';

const params = { id: 'digest' };

export const libraryRecipes: Record<string, Recipe> = {
  listLibrary: () => ({ query: 'category=newsletter&search=letter' }),
  getLibraryTemplate: () => ({ params }),
  cloneLibraryTemplate: (_, example) => ({ params, body: example }),
};
