import type { Recipe } from '../recipes.ts';
import type { World } from '../world.ts';

/** A file of one person, so the id of its import. */
async function newImport(its: World): Promise<{ id: string }> {
  const headers = { 'content-type': 'text/csv' };
  const { status, body } = await its.call('POST', '/contacts/imports', newFile(its), headers);
  if (status !== 202) throw new Error(`an import: ${status} ${JSON.stringify(body)}`);
  return { id: body.id };
}

function newFile(its: World): string {
  return `email\n${its.word()}@example.com\n`;
}

export const importRecipes: Record<string, Recipe> = {
  createImport: (its) => ({ body: newFile(its) }),
  listImports: () => ({}),
  getImport: async (its) => ({ params: await newImport(its) }),
  cancelImport: async (its) => ({ params: await newImport(its) }),
  exportImportFailures: async (its) => ({ params: await newImport(its) }),
};
