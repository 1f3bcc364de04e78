import { Group, Text } from '@mantine/core';
import type { ReplyOf } from '../../api.ts';
import { TextLink } from '../../ui/text-link.tsx';
import { When } from '../../ui/times.tsx';
import { actionWords } from './audit-words.ts';
import { changesOf, FieldChanges } from './field-changes.tsx';

export type Entry = ReplyOf<'listAuditLog'>['data'][number];

/** One change: a sentence, where it came from, and the fields before and after. */
export function AuditEntry({ entry }: { entry: Entry }) {
  const { action, before, after, ip, userAgent, createdAt, subjectId } = entry;
  // Of the tenant everybody knows it.
  const name = action.startsWith('tenant.') ? null : (nameOf(after) ?? nameOf(before));
  const changes = changesOf(before, after);
  return (
    <li className="audit-entry">
      <Group justify="space-between" gap="xs" align="baseline">
        <Text size="sm">
          <Actor entry={entry} /> {actionWords(action)}
          {name && (
            <>
              : <bdi className="name">{name}</bdi>
            </>
          )}
          {action.startsWith('campaign.') && action !== 'campaign.delete' && subjectId && (
            <>
              {' · '}
              <TextLink to="/campaigns/$id" params={{ id: subjectId }} underline="always">
                Show it
              </TextLink>
            </>
          )}
        </Text>
        <Text size="sm" c="dimmed">
          <When at={createdAt} />
        </Text>
      </Group>
      {changes.length > 0 && <FieldChanges changes={changes} />}
      {ip && (
        <Text size="xs" c="dimmed" mt={4} truncate title={userAgent ?? undefined}>
          {ip}
          {userAgent && ` · ${userAgent}`}
        </Text>
      )}
    </li>
  );
}

/** Leads to all that this one did. */
function Actor({ entry: { actor, actorLabel } }: { entry: Entry }) {
  if (!actor.id) return <b>The operator</b>;
  const gone = actor.type === 'user' ? 'Somebody who is gone' : 'A key that is gone';
  return (
    <TextLink
      to="/audit-log"
      search={(now) => ({ ...now, actor: actor.id! })}
      fw={600}
      c="var(--mantine-color-text)"
    >
      {actor.type === 'api_key' && 'API key '}
      <bdi>{actorLabel ?? gone}</bdi>
    </TextLink>
  );
}

function nameOf(fields: Entry['before']): string | null {
  return typeof fields?.name === 'string' ? fields.name : null;
}
