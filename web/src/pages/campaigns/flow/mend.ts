import type { Finding } from './campaign.ts';
import type { Step } from './steps.ts';

type Page = 'template' | '/settings' | '/projects';
/** Where a finding is mended; `action` says it in the words of the pages where the API's are about its fields. */
type Mend = { step?: Step; page?: Page; label: string; action?: string };

const CONTENT: Mend = { step: 'content', label: 'Go to the content' };
const AUDIENCE: Mend = { step: 'audience', label: 'Go to the audience' };
const SENDER: Mend = { step: 'sender', label: 'Go to the sender' };
const TEMPLATE: Mend = { page: 'template', label: 'Open the template' };
const PROJECT: Mend = { page: '/projects', label: 'Open the projects' };

export const MENDS: Record<Finding['code'], Mend> = {
  version_missing: { ...CONTENT, action: 'Choose a template that has a published version.' },
  version_unpublished: { ...CONTENT, action: 'Publish it, or choose a published version.' },
  unsubscribe_link_missing: TEMPLATE,
  project_missing: { ...SENDER, action: 'Choose another sender, or the default one.' },
  audience_opted_out: { ...AUDIENCE, action: 'Ask for people who opted in.' },
  segment_missing: AUDIENCE,
  audience_empty: { ...AUDIENCE, action: 'Import contacts, or take a condition away.' },
  quota_exceeded: {
    ...AUDIENCE,
    action: 'Narrow the audience, wait for the next month, or have the quota raised.',
  },
  postal_address_missing: {
    page: '/settings',
    label: 'Open the settings',
    action: 'Set the postal address in the settings, and put {{postalAddress}} into the template.',
  },
  sender_not_aligned: PROJECT,
  dmarc_missing: PROJECT,
  spf_missing: PROJECT,
  variables_missing: TEMPLATE,
  locale_gap: TEMPLATE,
  html_too_large: TEMPLATE,
  link_empty: TEMPLATE,
  link_not_https: TEMPLATE,
  image_without_alt: TEMPLATE,
  audience_grown: {
    ...AUDIENCE,
    action: 'See whether a condition got lost; a mail server may take so much more for spam.',
  },
  sender_unchecked: PROJECT,
};
