import type { Recipe } from '../recipes.ts';
import type { World } from '../world.ts';

const body = { subject: 'Hello', htmlBody: '<p>Hello</p>' };

async function newEmail(its: World): Promise<{ id: string }> {
  const to = `reader-${its.word()}@example.com`;
  const { id } = await its.make('POST', '/emails/send', { to, ...body });
  return { id };
}

async function scheduledEmail(its: World): Promise<{ id: string }> {
  const to = `reader-${its.word()}@example.com`;
  const { id } = await its.make('POST', '/scheduled-emails', { to, ...body, sendAt: tomorrow() });
  return { id };
}

function tomorrow(): string {
  return new Date(Date.now() + 86_400_000).toISOString();
}

/** A published template; its name becomes the slug. */
async function newSlug(its: World): Promise<string> {
  const slug = `mail-${its.word()}`;
  const template = { name: slug, slug, ...body };
  const { id, versions } = await its.make('POST', '/templates', template);
  await its.make('POST', `/templates/${id}/versions/${versions[0].id}/publish`);
  return slug;
}

export const emailRecipes: Record<string, Recipe> = {
  sendEmail: (_, example) => ({ body: example }),
  sendTemplateEmail: async (its, example) => ({ body: { ...example, slug: await newSlug(its) } }),
  sendEmailBatch: (_, example) => ({ body: example }),
  listEmailLogs: () => ({}),
  getDailyStats: () => ({}),
  getEmailLog: async (its) => ({ params: await newEmail(its) }),
  getEmailContent: async (its) => ({ params: await newEmail(its) }),
  scheduleEmail: (_, example) => ({
    body: { ...example, sendAt: tomorrow() },
  }),
  listScheduledEmails: () => ({}),
  cancelScheduledEmail: async (its) => ({ params: await scheduledEmail(its) }),
};
