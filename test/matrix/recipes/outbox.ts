import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileName, messageId } from '../../../src/outbox/outbox.ts';
import type { Recipe } from '../recipes.ts';
import type { World } from '../world.ts';

/** The API's process has no worker in these tests: the file is what a worker would have left. */
async function keptMessage(its: World): Promise<{ id: string }> {
  const word = its.word();
  const sequence = word.slice(1).padStart(12, '0');
  const id = messageId(new Date(), sequence, its.tenantId);
  const lines = ['From: a@example.com', `To: ${word}@example.com`, `Subject: ${word}`, '', word];
  await writeFile(join(its.outboxDir, fileName(id)), lines.join('\r\n'));
  return { id };
}

export const outboxRecipes: Record<string, Recipe> = {
  listOutboxMessages: async (its) => {
    await keptMessage(its);
    return {};
  },
  getOutboxMessage: async (its) => ({ params: await keptMessage(its) }),
};
