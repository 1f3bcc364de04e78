import { inTenant } from '../db/transaction.ts';
import type { JobHandlers } from '../jobs/runner.ts';
import { createMailedToken } from '../lib/mailed-token.ts';
import type { LetterJobDeps } from '../users/jobs.ts';
import type { Letter } from '../users/letter.ts';
import { INVITATION_DAYS } from './invitation.ts';
import { findInvitationForLetter, setInvitationToken, setMailed } from './invitation-store.ts';
import { MAIL_INVITATION } from './invite.ts';

type InvitationJob = { tenantId: string; invitationId: string };

/** Letters are sent by jobs: a relay that is away is asked again, and no answer waits for it. */
export function memberJobs(deps: LetterJobDeps): JobHandlers {
  return {
    [MAIL_INVITATION]: (job: InvitationJob) => mailInvitation(deps, job),
  };
}

/** Each run makes a token of its own: the one of a letter that perhaps went out is replaced. */
async function mailInvitation(
  { db, sendLetter, publicUrl, log }: LetterJobDeps,
  { tenantId, invitationId }: InvitationJob,
): Promise<void> {
  const { token, hash } = createMailedToken('inv_');
  const about = await inTenant(db, tenantId, async (tx) => {
    await setInvitationToken(tx, tenantId, invitationId, hash);
    return findInvitationForLetter(tx, tenantId, invitationId);
  });
  if (!about) return;
  const url = `${publicUrl}/app/accept-invitation#token=${token}`;
  const { kind, reply } = await sendLetter(letterFor(about, url));
  if (kind === 'later') throw new Error(`the letter has to wait: ${reply}`);
  const error = kind === 'refused' ? reply : null;
  await inTenant(db, tenantId, (tx) => setMailed(tx, tenantId, hash, error));
  if (error) log.warn({ invitationId, reply }, 'an invitation was refused by the relay');
}

function letterFor(
  { email, tenantName, inviter }: { email: string; tenantName: string; inviter: string | null },
  url: string,
): Letter {
  return {
    to: email,
    subject: `Join ${tenantName} on Pressrun`,
    paragraphs: [
      `${inviter ?? 'Somebody'} invites you to work on the newsletters of ${tenantName}.`,
      `The link works for ${INVITATION_DAYS} days. If you don’t know what this is about, do nothing.`,
    ],
    link: { text: 'Accept the invitation', url },
  };
}
