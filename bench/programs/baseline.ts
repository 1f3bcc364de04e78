import { createTransport } from 'nodemailer';
import { newId } from '../../src/lib/ids.ts';
import { fillPattern } from '../../src/smtp/pattern.ts';
import { compileVersion } from '../../src/templates/rendering.ts';
import { person } from '../people.ts';
import { givenInput, measure, report } from '../programs.ts';
import { PUBLIC_URL, publishedNewsletter, SENDER } from './published.ts';

/**
 * What most Node programs do: nodemailer's pooled transport. The same template, filled by our own
 * compiled patterns (so no slow template library is held against it), the same headers, the same
 * number of connections; no ledger, no signed links, no claims.
 */
type Input = { host: string; port: number; connections: number; count: number };

/** Messages handed to nodemailer at a time: its pool never waits, its queue never grows long. */
const IN_FLIGHT = 256;

async function createMessages() {
  const { publishedHtml, publishedText, ...version } = await publishedNewsletter();
  const patterns = compileVersion({ ...version, htmlBody: publishedHtml, textBody: publishedText });
  const token = 'A'.repeat(88);
  const campaignId = newId();
  return (i: number) => {
    const { email, externalId, locale, attributes } = person(i);
    const unsubscribeUrl = `${PUBLIC_URL}/u/${token}`;
    const viewInBrowserUrl = `${PUBLIC_URL}/v/${token}`;
    const builtIn = {
      ...{ email, externalId, locale, unsubscribeUrl, viewInBrowserUrl },
      campaignName: 'Issue 12',
    };
    const values = { builtIn, attributes };
    return {
      from: SENDER,
      to: email,
      subject: fillPattern(patterns.subject, values),
      html: fillPattern(patterns.html, values),
      text: fillPattern(patterns.text!, values),
      messageId: `<${i}.${campaignId}@press.example.com>`,
      headers: {
        'List-Id': '<news.press.example.com>',
        'List-Unsubscribe': `<${unsubscribeUrl}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
        'Feedback-ID': `${campaignId}:tenant:campaign:pressrun`,
      },
    };
  };
}

const { host, port, connections, count } = givenInput<Input>();
const messageFor = await createMessages();
const transport = createTransport({
  ...{ host, port, secure: false, ignoreTLS: true, pool: true },
  maxConnections: connections,
  maxMessages: Number.POSITIVE_INFINITY,
});

async function sendAll(): Promise<void> {
  let next = 0;
  const sendNext = async (): Promise<void> => {
    while (next < count) await transport.sendMail(messageFor(next++));
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, sendNext));
}

const measured = await measure(sendAll);
transport.close();
report(measured);
