import type { Logger } from 'pino';
import type { Database } from '../db/database.ts';
import type { JobHandlers } from '../jobs/runner.ts';
import { createMailedToken } from '../lib/mailed-token.ts';
import type { SendLetter } from './letter.ts';
import { MAIL_RESET } from './reset-password.ts';
import { upsertReset } from './reset-store.ts';
import { findUserById } from './store.ts';

export type LetterJobDeps = {
  db: Database;
  sendLetter: SendLetter;
  /** Links in letters begin with it. */
  publicUrl: string;
  log: Logger;
};

/** Letters are sent by jobs: a relay that is away is asked again, and no answer waits for it. */
export function userJobs(deps: LetterJobDeps): JobHandlers {
  return {
    [MAIL_RESET]: ({ userId }: { userId: string }) => mailReset(deps, userId),
  };
}

/** Each run makes a token of its own: the one of a letter that perhaps went out is replaced. */
async function mailReset({ db, sendLetter, publicUrl, log }: LetterJobDeps, userId: string) {
  const user = await findUserById(db.app, userId);
  if (!user) return;
  const { token, hash } = createMailedToken('pwr_');
  await upsertReset(db.app, userId, hash);
  const { kind, reply } = await sendLetter({
    to: user.email,
    subject: 'Set a new password',
    paragraphs: [
      'Somebody, perhaps you, asked for a new password for your Pressrun account. This link sets it. It works once, for one hour.',
      'If it was not you, do nothing: your password stays as it is.',
    ],
    link: { text: 'Set a new password', url: `${publicUrl}/app/reset-password#token=${token}` },
  });
  if (kind === 'later') throw new Error(`the letter has to wait: ${reply}`);
  if (kind === 'refused') log.warn({ userId, reply }, 'a password reset was refused by the relay');
}
