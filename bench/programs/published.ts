import { preparePublish } from '../../src/templates/publish.ts';
import { newsletter } from '../newsletter.ts';

/** The newsletter as publishing makes it, for the programs that have no database. */
export async function publishedNewsletter() {
  const draft = { ...newsletter('The Press Room'), variables: [] };
  const { htmlBody, textBody } = await preparePublish(draft);
  return {
    subject: draft.subject,
    publishedHtml: htmlBody,
    publishedText: textBody,
    variables: [],
  };
}

export const SENDER = { name: 'The Press Room', address: 'letters@press.example.com' };
export const PUBLIC_URL = 'https://press.example.com';
