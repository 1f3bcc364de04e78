import type { Recipe } from '../recipes.ts';
import type { World } from '../world.ts';

/** Nothing listens at port 1 of this machine: a conversation with it ends at once. */
const NOBODY = { host: '127.0.0.1', port: 1, tlsMode: 'none' };

async function newProject(its: World): Promise<{ id: string }> {
  const { id } = await its.make('POST', '/projects', { name: its.word(), ...NOBODY });
  return { id };
}

export const projectRecipes: Record<string, Recipe> = {
  createProject: (_, example) => ({ body: example }),
  listProjects: () => ({}),
  getProject: async (its) => ({ params: await newProject(its) }),
  updateProject: async (its, example) => ({ params: await newProject(its), body: example }),
  deleteProject: async (its) => ({ params: await newProject(its) }),
  verifyProject: async (its, example) => ({ params: await newProject(its), body: example }),
};
