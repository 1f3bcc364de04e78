import { Grid, Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { reading } from '../../queries.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { When } from '../../ui/times.tsx';
import { ConsentHistory } from './consent-history.tsx';
import { ContactActions } from './contact-actions.tsx';
import { nameOf } from './contact-name.ts';
import { ContactProfile } from './contact-profile.tsx';
import { MessageHistory } from './message-history.tsx';
import { SuppressionNotice } from './suppression-notice.tsx';

/** One person: who they are, what they agreed to, what they got. */
export function Contact() {
  const { id } = useParams({ from: '/shell/contacts/$id' });
  const { data: contact, error, refetch } = useQuery(reading('getContact', { path: { id } }));
  if (!contact) {
    return error ? <ErrorNotice error={error} retry={() => refetch()} /> : <Skeleton h={280} />;
  }
  const name = nameOf(contact);
  return (
    <>
      <PageHead
        title={name ?? contact.email}
        about={
          <>
            {name && (
              <>
                <bdi>{contact.email}</bdi> ·{' '}
              </>
            )}
            added <When at={contact.createdAt} />
          </>
        }
      >
        <ContactActions contact={contact} />
      </PageHead>
      <Stack>
        {contact.suppressedAt && <SuppressionNotice contact={contact} />}
        <Grid gap="md">
          <Grid.Col span={{ base: 12, md: 7 }}>
            <ContactProfile key={contact.id} contact={contact} />
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 5 }}>
            <ConsentHistory contact={contact} />
          </Grid.Col>
        </Grid>
        <MessageHistory email={contact.email} />
      </Stack>
    </>
  );
}
