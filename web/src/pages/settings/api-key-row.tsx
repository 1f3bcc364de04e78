import { Badge, Code, Group, Table, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { call, type ReplyOf } from '../../api.ts';
import { refresh } from '../../queries.ts';
import { useMe } from '../../session.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { When } from '../../ui/times.tsx';
import { inFewWords } from './scopes.ts';

type ApiKey = ReplyOf<'listApiKeys'>['data'][number];

export function ApiKeyRow({ apiKey }: { apiKey: ApiKey }) {
  const { name, mode, prefix, lastFour, scopes, lastUsedAt, createdAt, createdBy } = apiKey;
  return (
    <Table.Tr>
      <Table.Td miw={120} maw={240}>
        <Group gap="xs">
          <Text size="sm" fw={500} className="name">
            <bdi>{name}</bdi>
          </Text>
          {mode === 'test' && (
            <Badge variant="default" size="sm" tt="none">
              Test
            </Badge>
          )}
        </Group>
      </Table.Td>
      <Table.Td>
        <Code style={{ whiteSpace: 'nowrap' }}>
          {prefix}…{lastFour}
        </Code>
      </Table.Td>
      <Table.Td miw={160} maw={260} title={scopes.join(', ')}>
        {inFewWords(scopes)}
      </Table.Td>
      <Table.Td>{lastUsedAt ? <When at={lastUsedAt} /> : 'Never'}</Table.Td>
      <Table.Td>
        <When at={createdAt} />
        {createdBy && (
          <Text size="sm" c="dimmed">
            by {createdBy}
          </Text>
        )}
      </Table.Td>
      <Table.Td ta="right">
        <RevokeKey apiKey={apiKey} />
      </Table.Td>
    </Table.Tr>
  );
}

function RevokeKey({ apiKey: { id, name, lastUsedAt } }: { apiKey: ApiKey }) {
  const { tenant } = useMe();
  const revoke = async () => {
    await call('revokeApiKey', { path: { id: tenant.id, keyId: id } });
    await refresh('listApiKeys');
    notifications.show({ message: `${name} is revoked` });
  };
  return (
    <ConfirmButton
      size="compact-sm"
      variant="subtle"
      label="Revoke…"
      aria-label={`Revoke ${name}…`}
      title={`Revoke ${name}?`}
      confirm="Revoke the key"
      act={revoke}
    >
      <Text size="sm">
        Programs that use it are refused from that moment on.{' '}
        {lastUsedAt ? (
          <>
            It was last used <When at={lastUsedAt} />.{' '}
          </>
        ) : (
          'It was never used. '
        )}
        This can’t be undone.
      </Text>
    </ConfirmButton>
  );
}
