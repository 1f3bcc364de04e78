import type { Recipe } from '../recipes.ts';
import type { World } from '../world.ts';

/** A person who may be mailed. */
export async function newContact(its: World): Promise<{ id: string; email: string }> {
  const word = its.word();
  return its.make('PUT', '/contacts', {
    ...{ email: `person-${word}@example.com`, externalId: word },
    ...{ optIn: true, locale: 'en', attributes: { firstName: 'Ana' } },
  });
}

const contact = async (its: World) => ({ id: (await newContact(its)).id });

export const contactRecipes: Record<string, Recipe> = {
  exportContacts: () => ({}),
  upsertContact: (its, example) => {
    const word = its.word();
    return { body: { ...example, email: `${word}@example.com`, externalId: word } };
  },
  upsertContacts: (_, example) => ({ body: example }),
  listContacts: () => ({}),
  getContact: async (its) => ({ params: await contact(its) }),
  updateContact: async (its, example) => ({
    params: await contact(its),
    body: { ...example, email: `${its.word()}@example.com`, externalId: its.word() },
  }),
  listConsent: async (its) => ({ params: await contact(its) }),
  exportContact: async (its) => ({ params: await contact(its) }),
  eraseContact: async (its) => ({ params: await contact(its) }),
};
