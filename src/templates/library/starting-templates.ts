import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { VariableType } from '../variables.ts';
import type { LibraryTemplate } from './library-template.ts';

const PLACEHOLDER_URL = 'https://example.com/';

function variable(name: string, fallback: string, type: VariableType = 'string') {
  return { name, type, fallback };
}

function htmlOf(file: string): string {
  return readFileSync(join(import.meta.dirname, file), 'utf8');
}

const firstName = variable('firstName', 'there');
const sender = [
  variable('companyName', 'Your company'),
  variable('postalAddress', '1 Example Street, 12345 Town'),
];

/** The library, in the order in which it is listed. Read once, at the start. */
export const STARTING_TEMPLATES: readonly LibraryTemplate[] = [
  {
    id: 'digest',
    name: 'Digest',
    description: 'Three short stories with a link each, for a newsletter that comes every month.',
    category: 'newsletter',
    subject: '{{newsletterName}}: three things worth your time',
    htmlBody: htmlOf('digest.html'),
    variables: [
      ...[firstName, variable('newsletterName', 'The monthly letter'), ...sender],
      ...['firstUrl', 'secondUrl'].map((name) => variable(name, PLACEHOLDER_URL, 'url')),
    ],
  },
  {
    id: 'letter',
    name: 'Letter',
    description: 'Words only, in one column, light or dark as the reader has it.',
    category: 'newsletter',
    subject: 'A letter from {{companyName}}',
    htmlBody: htmlOf('letter.html'),
    variables: [
      ...[firstName, variable('senderName', 'Your name'), ...sender],
      variable('linkUrl', PLACEHOLDER_URL, 'url'),
    ],
  },
  {
    id: 'announcement',
    name: 'Announcement',
    description: 'One piece of news with a large headline and one button.',
    category: 'announcement',
    subject: '{{productName}} is here',
    htmlBody: htmlOf('announcement.html'),
    variables: [
      ...[firstName, variable('productName', 'Our new product'), ...sender],
      variable('buttonUrl', PLACEHOLDER_URL, 'url'),
    ],
  },
  {
    id: 'invitation',
    name: 'Invitation',
    description: 'What, when, where and the price of an event, and a button to save a place.',
    category: 'event',
    subject: 'You are invited: {{eventName}}',
    htmlBody: htmlOf('invitation.html'),
    variables: [
      ...[firstName, variable('eventName', 'An evening with us')],
      variable('eventDate', 'Friday, 12 June, 18:00'),
      variable('eventPlace', '1 Example Street, Town'),
      variable('eventPrice', 'Free'),
      ...sender,
      variable('answerUrl', PLACEHOLDER_URL, 'url'),
    ],
  },
  {
    id: 'welcome',
    name: 'Welcome',
    description:
      'The first message to somebody who has just signed up: what comes, in three steps.',
    category: 'welcome',
    subject: 'Welcome to {{companyName}}, {{firstName}}',
    htmlBody: htmlOf('welcome.html'),
    variables: [firstName, ...sender, variable('startUrl', PLACEHOLDER_URL, 'url')],
  },
  {
    id: 'notice',
    name: 'Notice',
    description: 'A message about an account, such as a confirmation, with one thing to do.',
    category: 'transactional',
    subject: '{{headline}}',
    htmlBody: htmlOf('notice.html'),
    variables: [
      ...[firstName, variable('headline', 'Please confirm your address')],
      variable('message', 'Somebody, hopefully you, asked for this. Press the button to go on.'),
      variable('actionLabel', 'Go on'),
      variable('actionUrl', PLACEHOLDER_URL, 'url'),
      ...sender,
    ],
  },
];
