import { useQuery } from '@tanstack/react-query';
import { reading } from '../../queries.ts';
import { useMe } from '../../session.ts';

export type Step = {
  title: string;
  text: string;
  action: string;
  to: '/contacts/import' | '/templates' | '/campaigns';
  isDone: boolean;
};

/** What a new tenant does first, and what of it is done; undefined until that is known. */
export function useFirstSteps(): Step[] | undefined {
  const { tenant } = useMe();
  const one = { query: { limit: 1 } };
  const sent = useQuery(reading('listCampaigns', { query: { status: 'SENT', limit: 20 } }));
  // Who has sent a campaign needs none of this, and none of it is asked.
  const hasSent = sent.data && sent.data.meta.total > 0;
  const enabled = hasSent === false && tenant.role !== 'viewer';
  const contacts = useQuery({ ...reading('listContacts', one), enabled });
  const templates = useQuery({ ...reading('listTemplates', one), enabled });
  const campaigns = useQuery({ ...reading('listCampaigns', one), enabled });
  // Only an owner sees the audit log, the one place that knows of tests; for others a campaign is the end.
  const isOwner = tenant.role === 'owner';
  const tests = useQuery({
    ...reading('listAuditLog', { query: { action: 'campaign.test', limit: 1 } }),
    enabled: enabled && isOwner,
  });
  if (hasSent) return [];
  if (!contacts.data || !templates.data || !campaigns.data) return undefined;
  if (isOwner && !tests.data) return undefined;
  const steps: Step[] = [
    {
      title: 'Import your contacts',
      text: 'A CSV file from anywhere; columns are matched with a preview.',
      action: 'Import contacts',
      to: '/contacts/import',
      isDone: (contacts.data.meta.total ?? 0) > 0,
    },
    {
      title: 'Make a template',
      text: 'Start from one of the library, or from your own HTML, and publish it.',
      action: 'Make a template',
      to: '/templates',
      isDone: templates.data.meta.total > 0,
    },
    {
      title: 'Make a campaign',
      text: 'It brings a template and an audience together.',
      action: 'Make a campaign',
      to: '/campaigns',
      isDone: campaigns.data.meta.total > 0,
    },
  ];
  const test: Step = {
    title: 'Send yourself a test',
    text: 'See it in your own mail program before anybody else does.',
    action: 'Open the campaigns',
    to: '/campaigns',
    isDone: (tests.data?.data.length ?? 0) > 0,
  };
  return isOwner ? [...steps, test] : steps;
}
