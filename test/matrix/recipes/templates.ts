import type { Recipe } from '../recipes.ts';
import type { World } from '../world.ts';
import { newContact } from './contacts.ts';

type Ids = { id: string; versionId: string };

/** A template with one draft, which nothing uses. */
export async function newTemplate(its: World): Promise<Ids> {
  const { id, versions } = await its.make('POST', '/templates', {
    name: `Template ${its.word()}`,
    subject: 'Hello',
    htmlBody: '<p>Hello</p><a href="{{unsubscribeUrl}}">Unsubscribe</a>',
  });
  return { id, versionId: versions[0].id };
}

/** A template with one published version. */
export async function publishedTemplate(its: World): Promise<Ids> {
  const ids = await newTemplate(its);
  await its.make('POST', `/templates/${ids.id}/versions/${ids.versionId}/publish`);
  return ids;
}

const shared = new WeakMap<World, Promise<Ids>>();

/** The same one for all of a tenant's campaigns: publishing starts a thread, which takes 100 ms. */
export function sharedTemplate(its: World): Promise<Ids> {
  const known = shared.get(its) ?? publishedTemplate(its);
  shared.set(its, known);
  return known;
}

const template = async (its: World) => ({ id: (await newTemplate(its)).id });
const draft = async (its: World) => ({ ...(await newTemplate(its)) });

/** In no group, and in HTML: making it of MJML takes a thread half a second. */
const plain = { localeGroupId: null, mjmlBody: null };

export const templateRecipes: Record<string, Recipe> = {
  createTemplate: (its, example) => ({
    body: { ...example, slug: `slug-${its.word()}`, ...plain },
  }),
  listTemplates: () => ({}),
  getTemplate: async (its) => ({ params: await template(its) }),
  updateTemplate: async (its, example) => ({
    params: await template(its),
    body: { ...example, slug: `slug-${its.word()}` },
  }),
  deleteTemplate: async (its) => ({ params: await template(its) }),
  createTemplateVersion: async (its, example) => ({
    params: await template(its),
    body: { ...example, ...plain },
  }),
  listTemplateVersions: async (its) => ({ params: await template(its) }),
  getTemplateVersion: async (its) => ({ params: await draft(its) }),
  updateTemplateVersion: async (its, example) => ({
    params: await draft(its),
    body: { ...example, ...plain },
  }),
  deleteTemplateVersion: async (its) => ({ params: await draft(its) }),
  publishTemplateVersion: async (its) => ({ params: await draft(its) }),
  unpublishTemplateVersion: async (its) => ({ params: await publishedTemplate(its) }),
  previewTemplateVersion: async (its, example) => ({
    params: await draft(its),
    body: { ...example, contactId: (await newContact(its)).id },
  }),
};
