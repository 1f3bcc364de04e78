import type { Tx } from '../db/database.ts';
import type { EmailProgram } from '../emails/email-program.ts';
import { type EmailToSend, loadEmails, loadSource, type Source } from '../emails/load-emails.ts';
import type { EmailPrograms } from './email-programs.ts';
import type { ReadyEmail } from './singles-batch.ts';

/** An email with its program, or with what one is compiled of; neither when its version is gone. */
export type Loaded = {
  email: EmailToSend;
  program: EmailProgram | undefined;
  source: Source | null;
};

/** Content is read only where it isn't compiled yet, and once for all that share it. */
export async function loadReady(
  tx: Tx,
  tenantId: string,
  messageIds: number[],
  programs: EmailPrograms,
): Promise<Loaded[]> {
  if (messageIds.length === 0) return [];
  const emails = await loadEmails(tx, tenantId, messageIds);
  const sources = new Map<string, Source | null>();
  const loaded: Loaded[] = [];
  for (const email of emails) {
    // One that tracks clicks has its links kept as it is loaded.
    const key = `${email.tracking.clicks} ${email.content.key}`;
    // Taken now: compiling the others may push it out of the cache.
    const program = programs.get(tenantId, email);
    if (!program && !sources.has(key)) sources.set(key, await loadSource(tx, tenantId, email));
    loaded.push({ email, program, source: sources.get(key) ?? null });
  }
  return loaded;
}

/** Compiles where that is still to be done. Never throws: what can't be composed says why. */
export function makeReady(
  tenantId: string,
  { email, program, source }: Loaded,
  programs: EmailPrograms,
): ReadyEmail {
  const { size, composable } = email;
  const known = program ?? programs.get(tenantId, email);
  if (known) return { size, email: composable, program: known };
  if (!source)
    return { size, email: null, fault: 'its template version is not published any more' };
  try {
    return { size, email: composable, program: programs.compile(tenantId, email, source) };
  } catch (error) {
    return { size, email: null, fault: (error as Error).message };
  }
}
