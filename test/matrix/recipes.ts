import type { Scope } from '../../src/http/access.ts';
import { type Operation, urlWith } from './operations.ts';
import { campaignRecipes } from './recipes/campaigns.ts';
import { contactRecipes } from './recipes/contacts.ts';
import { emailRecipes } from './recipes/emails.ts';
import { importRecipes } from './recipes/imports.ts';
import { libraryRecipes } from './recipes/library.ts';
import { memberRecipes } from './recipes/members.ts';
import { outboxRecipes } from './recipes/outbox.ts';
import { projectRecipes } from './recipes/projects.ts';
import { segmentRecipes } from './recipes/segments.ts';
import { sessionRecipes } from './recipes/sessions.ts';
import { suppressionRecipes } from './recipes/suppressions.ts';
import { templateRecipes } from './recipes/templates.ts';
import { tenantRecipes } from './recipes/tenants.ts';
import { webhookRecipes } from './recipes/webhooks.ts';
import type { World } from './world.ts';

/** What stands in one right request. What is missing isn't sent. */
export type Ingredients = {
  /** The path's parameters, by name: what this tenant has. */
  params?: Record<string, string>;
  /** Without the question mark. */
  query?: string;
  body?: unknown;
  /** Another credential than the tenant's key: one that gets used up. */
  credential?: string;
};

/**
 * Makes what one operation is about, new each time, and says how to ask for it. `example` is that
 * of the body in openapi.json. A recipe may be called for several tenants, and any number of times.
 */
// biome-ignore lint/suspicious/noExplicitAny: examples of every shape
export type Recipe = (its: World, example: any) => Ingredients | Promise<Ingredients>;

/** By operationId. A route that openapi.json has and this hasn't fails access.test.ts by name. */
export const RECIPES: Record<string, Recipe> = {
  ...campaignRecipes,
  ...contactRecipes,
  ...emailRecipes,
  ...importRecipes,
  ...libraryRecipes,
  ...memberRecipes,
  ...segmentRecipes,
  ...sessionRecipes,
  ...outboxRecipes,
  ...projectRecipes,
  ...suppressionRecipes,
  ...templateRecipes,
  ...tenantRecipes,
  ...webhookRecipes,
};

/** Operations that need a second scope for what their recipe asks for. */
export const FURTHER_SCOPES: Record<string, Scope[]> = {
  // It prints what is stored about the contact.
  previewTemplateVersion: ['contacts:read'],
  getEmailContent: ['contacts:read'],
};

export type Request = {
  method: Operation['method'];
  url: string;
  body?: unknown;
  params: Record<string, string>;
  /** Who asks; null where nobody has to. */
  credential: string | null;
  /** What such a caller has to send besides. */
  headers: Record<string, string>;
};

/** A request of this operation that is right in every way, about something new of this tenant. */
export async function goodRequest(operation: Operation, its: World): Promise<Request> {
  const { id, method, path, body: described } = operation;
  const recipe = RECIPES[id];
  if (!recipe) throw new Error(`${method} ${path} has no recipe: add ${id} to test/matrix/recipes`);
  const example = described ? structuredClone(described.example) : undefined;
  const { params = {}, query, body, credential } = await recipe(its, example);
  const usual = await credentialFor(operation, its);
  return {
    ...{ method, params, url: urlWith(operation, params) + (query ? `?${query}` : '') },
    ...(body === undefined ? {} : { body }),
    credential: credential ?? usual,
    headers: typeof body === 'string' ? { 'content-type': typeOf(operation) } : {},
  };
}

/** Of a body that is no JSON: the first that the operation takes. */
function typeOf({ source }: Operation): string {
  return Object.keys(source.requestBody.content)[0]!;
}

/** The tenant's key, or the session of its owner, where one is asked for; always the same. */
export async function credentialFor(
  { scope, session }: Operation,
  its: World,
): Promise<string | null> {
  if (scope) return its.apiKey;
  return session ? (await its.owner()).accessToken : null;
}
