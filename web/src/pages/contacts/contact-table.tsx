import { Box, Table, Text } from '@mantine/core';
import { localeName } from '../../ui/locales.ts';
import { TextLink } from '../../ui/text-link.tsx';
import { When } from '../../ui/times.tsx';
import { WideTable } from '../../ui/wide-table.tsx';
import { ConsentBadge } from './consent-badge.tsx';
import { nameOf } from './contact-name.ts';
import type { Contact } from './contact-type.ts';

/** Contacts, one a row; each leads to its page. */
export function ContactTable({ contacts, label }: { contacts: Contact[]; label: string }) {
  const hasNames = contacts.some((contact) => nameOf(contact) !== null);
  return (
    <WideTable label={label} highlightOnHover miw={{ base: 0, sm: 700 }}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Address</Table.Th>
          {hasNames && <Table.Th visibleFrom="sm">Name</Table.Th>}
          <Table.Th visibleFrom="sm">Consent</Table.Th>
          <Table.Th visibleFrom="sm">Language</Table.Th>
          <Table.Th visibleFrom="sm">Added</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {contacts.map((contact) => (
          <Row key={contact.id} contact={contact} hasNames={hasNames} />
        ))}
      </Table.Tbody>
    </WideTable>
  );
}

function Row({ contact, hasNames }: { contact: Contact; hasNames: boolean }) {
  const { id, email, externalId, locale, createdAt } = contact;
  return (
    <Table.Tr>
      <Table.Td maw={320} style={{ overflowWrap: 'anywhere' }}>
        <TextLink to="/contacts/$id" params={{ id }} fw={500}>
          <bdi>{email}</bdi>
        </TextLink>
        {hasNames && (
          <Text size="sm" truncate hiddenFrom="sm">
            <bdi>{nameOf(contact)}</bdi>
          </Text>
        )}
        {externalId && (
          <Text size="xs" c="dimmed" truncate>
            <bdi>{externalId}</bdi>
          </Text>
        )}
        <Box hiddenFrom="sm" mt={6}>
          <ConsentBadge contact={contact} />
        </Box>
      </Table.Td>
      {hasNames && (
        <Table.Td maw={240} visibleFrom="sm">
          <Text size="sm" truncate>
            <bdi>{nameOf(contact) ?? '–'}</bdi>
          </Text>
        </Table.Td>
      )}
      <Table.Td visibleFrom="sm">
        <ConsentBadge contact={contact} />
      </Table.Td>
      <Table.Td visibleFrom="sm">{locale ? localeName(locale) : '–'}</Table.Td>
      <Table.Td visibleFrom="sm" style={{ whiteSpace: 'nowrap' }}>
        <When at={createdAt} />
      </Table.Td>
    </Table.Tr>
  );
}
