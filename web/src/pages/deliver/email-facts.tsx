import { Badge, Group, Paper, Table, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ReplyOf } from '../../api.ts';
import { TextLink } from '../../ui/text-link.tsx';
import { count } from '../../ui/times.tsx';

type Email = ReplyOf<'getEmailLog'>;

/** Where a message belongs, and what was said with it. */
export function EmailFacts({ email }: { email: Email }) {
  const { id, campaignId, campaignName, contactId, messageId, attempts, tags, metadata } = email;
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2} mb="xs">
        Details
      </Title>
      <Table variant="vertical" layout="auto" verticalSpacing={8} withRowBorders={false}>
        <Table.Tbody>
          <Fact label="Campaign">
            {campaignId ? (
              <TextLink to="/campaigns/$id" params={{ id: campaignId }}>
                {campaignName}
              </TextLink>
            ) : (
              'None: a single e-mail'
            )}
          </Fact>
          {contactId && (
            <Fact label="Contact">
              <TextLink to="/contacts/$id" params={{ id: contactId }}>
                {email.toEmail ?? 'erased'}
              </TextLink>
            </Fact>
          )}
          <Fact label="Attempts">{count(attempts)}</Fact>
          {messageId && (
            <Fact label="Message-ID">
              <code className="as-said">{messageId}</code>
            </Fact>
          )}
          <Fact label="Log id">
            <code className="as-said">{id}</code>
          </Fact>
          {tags.length > 0 && (
            <Fact label="Tags">
              <Group gap={4}>
                {tags.map((tag) => (
                  <Badge
                    key={tag}
                    variant="light"
                    color="gray"
                    tt="none"
                    c="var(--mantine-color-text)"
                  >
                    {tag}
                  </Badge>
                ))}
              </Group>
            </Fact>
          )}
        </Table.Tbody>
      </Table>
      {Object.keys(metadata).length > 0 && (
        <>
          <Title order={3} size="h4" mt="sm" mb={4}>
            Metadata
          </Title>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached (WCAG 2.1.1) */}
          <pre className="as-written" tabIndex={0}>
            {JSON.stringify(metadata, null, 2)}
          </pre>
        </>
      )}
    </Paper>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Table.Tr>
      <Table.Th w={140}>
        <Text span size="sm" c="dimmed">
          {label}
        </Text>
      </Table.Th>
      <Table.Td className="breakable">{children}</Table.Td>
    </Table.Tr>
  );
}
