import { Alert, Button, Group, List, Stack, TagsInput, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { PressrunApiError } from '../../../../../sdk/src/failure.ts';
import { call, type ReplyOf } from '../../../api.ts';
import { useMe } from '../../../session.ts';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { TextLink } from '../../../ui/text-link.tsx';
import type { Contact } from './campaign.ts';
import { ContactChoice } from './contact-choice.tsx';
import type { Draft } from './use-draft.ts';

/** The contract's: a test goes to one to five addresses. */
const MOST = 5;

/** The campaign as a message in one's own inbox, before it is in everybody's. */
export function TestStep({ draft: { campaign, flush } }: { draft: Draft }) {
  const { id } = campaign;
  const { me } = useMe();
  const [emails, setEmails] = useState([me.user.email]);
  const [contact, setContact] = useState<Contact | null>(null);
  const test = useMutation({
    mutationFn: async () => {
      await flush();
      const body = { emails, ...(contact && { contactId: contact.id }) };
      return call('testCampaign', { path: { id }, body });
    },
  });
  const fault = emailsFault(test.error, emails);
  return (
    <Stack maw={640}>
      <Text size="sm">
        A test is marked “[Test]” in its subject. It changes nothing, isn’t counted, and its
        unsubscribe link only shows the page.
      </Text>
      <TagsInput
        label="Addresses"
        description="One to five; Enter or a comma after each"
        maxTags={MOST}
        splitChars={[',', ' ', ';']}
        acceptValueOnBlur
        value={emails}
        error={fault}
        onChange={setEmails}
      />
      <ContactChoice
        label="With the data of"
        placeholder="Somebody in the audience"
        contact={contact}
        onChoose={setContact}
      />
      <Group>
        <Button
          onClick={() => test.mutate()}
          loading={test.isPending}
          disabled={emails.length === 0}
        >
          {test.data ? 'Send it again' : 'Send the test'}
        </Button>
      </Group>
      {!fault && <ErrorNotice error={test.error} />}
      {test.data && !test.isPending && <Tested tested={test.data} />}
    </Stack>
  );
}

/** What is wrong with the addresses, with the one that it is about. */
function emailsFault(error: Error | null, emails: string[]): string | undefined {
  if (!(error instanceof PressrunApiError)) return;
  const fault = error.errors.find(({ path }) => path.startsWith('emails'));
  if (!fault) return;
  const email = emails[Number(fault.path.split('.')[1])];
  return email ? `${email} ${fault.message}` : fault.message;
}

function Tested({ tested: { results, via } }: { tested: ReplyOf<'testCampaign'> }) {
  const failed = results.filter(({ status }) => status === 'FAILED');
  const title = failed.length > 0 ? 'Not every test was taken' : 'The test is on its way';
  return (
    <Alert
      role="status"
      color={failed.length > 0 ? 'orange' : 'teal'}
      variant="default"
      icon={failed.length > 0 ? '!' : '✓'}
      title={title}
    >
      <List size="sm" spacing={4}>
        {results.map(({ email, status, reply }) => (
          <List.Item key={email}>
            <bdi>{email}</bdi>: {status === 'SENT' ? 'sent' : 'not sent'}
            <Text size="xs" c="dimmed">
              {reply}
            </Text>
          </List.Item>
        ))}
      </List>
      {via === 'outbox' && (
        <Text size="sm" mt="xs">
          Mail doesn’t leave this installation yet: read it in the{' '}
          <TextLink to="/outbox" underline="always">
            outbox
          </TextLink>
          .
        </Text>
      )}
    </Alert>
  );
}
