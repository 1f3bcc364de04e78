import { compileProgram } from '../../src/campaigns/message-program.ts';
import { newId } from '../../src/lib/ids.ts';
import { createTokenSigner } from '../../src/lib/signed-token.ts';
import type { Envelope } from '../../src/smtp/envelope.ts';
import { SmtpPool } from '../../src/smtp/pool.ts';
import { parseSmtpTarget } from '../../src/smtp/target.ts';
import { person } from '../people.ts';
import { givenInput, measure, report } from '../programs.ts';
import { PUBLIC_URL, publishedNewsletter, SENDER } from './published.ts';

/** Our SMTP client alone: messages that were composed before, nothing claimed, nothing recorded. */
type Input = { smtpUrl: string; connections: number; count: number };

/** Enough to be different messages, few enough to stay in memory. */
const PREPARED = 2_000;

async function prepare(): Promise<Envelope[]> {
  const program = compileProgram({
    postalAddress: null,
    tenantId: newId(),
    campaign: { id: newId(), name: 'Issue 12', subject: null, unsubscribeLang: null },
    version: await publishedNewsletter(),
    sender: { from: SENDER, publicUrl: PUBLIC_URL, signer: createTokenSigner(['bench']) },
    kind: 'campaign',
  });
  return Array.from({ length: PREPARED }, (_, i) => {
    const { email, ...rest } = person(i);
    const to = { ...rest, address: email, contactId: newId(), messageKey: String(i) };
    return program.compose(to, new Date());
  });
}

function sendAll({ smtpUrl, connections, count }: Input, messages: Envelope[]): Promise<void> {
  return new Promise((resolve, reject) => {
    let begun = 0;
    let accepted = 0;
    const pool = new SmtpPool<Envelope>(
      parseSmtpTarget(smtpUrl),
      {
        next: () => (begun < count ? messages[begun++ % PREPARED] : undefined),
        settle: (_, outcome) => {
          if (outcome.kind !== 'accepted') reject(new Error(outcome.reply));
          accepted += 1;
          if (accepted === count) pool.stop(5_000).then(resolve, reject);
        },
      },
      { connections },
    );
    pool.start();
  });
}

const input = givenInput<Input>();
const messages = await prepare();
const measured = await measure(() => sendAll(input, messages));
report({ ...measured, bytes: messages.reduce((sum, { body }) => sum + body.length, 0) / PREPARED });
