import { Button, Checkbox, Group, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { ErrorNotice, fieldError } from '../../ui/error-notice.tsx';
import {
  type Endpoint,
  EVENT_TYPES,
  type EventGroup,
  type EventType,
  eventColumns,
} from './event-types.ts';

export type EndpointFields = Pick<Endpoint, 'url' | 'events' | 'longRetries'>;

/** Where to, which events, how long it is tried. */
export function EndpointForm({
  endpoint,
  save,
  saving,
  error,
  label,
  cancel,
}: {
  endpoint: Endpoint | null;
  save: (fields: EndpointFields) => void;
  saving: boolean;
  error: Error | null;
  label: string;
  cancel: () => void;
}) {
  const [url, setUrl] = useState(endpoint?.url ?? '');
  const [events, setEvents] = useState<EventType[]>(endpoint?.events ?? []);
  const [longRetries, setLongRetries] = useState(endpoint?.longRetries ?? true);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (error) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [error]);
  const all = Object.keys(EVENT_TYPES) as EventType[];
  const hasAll = events.length === all.length;
  return (
    <form
      ref={form}
      onSubmit={(submit) => {
        submit.preventDefault();
        save({ url, events, longRetries });
      }}
    >
      <Stack>
        <TextInput
          label="URL"
          placeholder="https://hooks.example.com/pressrun"
          required
          data-autofocus
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
          error={fieldError(error, 'url')}
        />
        <Checkbox.Group
          label="Events"
          required
          value={events}
          onChange={(values) => setEvents(values as EventType[])}
          error={fieldError(error, 'events')}
        >
          <Button
            variant="subtle"
            size="compact-sm"
            px={0}
            onClick={() => setEvents(hasAll ? [] : all)}
          >
            {hasAll ? 'Choose none' : 'Choose all'}
          </Button>
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md" mt={4}>
            {eventColumns().map((groups) => (
              <Stack key={groups[0]!.name} gap="sm">
                {groups.map((group) => (
                  <Events key={group.name} group={group} />
                ))}
              </Stack>
            ))}
          </SimpleGrid>
        </Checkbox.Group>
        <Checkbox
          label="Try for three days"
          description="Ten tries until about three days later; else five within minutes"
          checked={longRetries}
          onChange={(event) => setLongRetries(event.currentTarget.checked)}
        />
        <ErrorNotice error={error} shown={['url', 'events']} />
        <Group justify="flex-end">
          <Button variant="default" onClick={cancel}>
            Go back
          </Button>
          <Button type="submit" loading={saving} disabled={events.length === 0}>
            {label}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

const STYLES = {
  label: { fontSize: 'var(--mantine-font-size-sm)' },
  description: { fontSize: 'var(--mantine-font-size-xs)', marginTop: 0 },
};

function Events({ group: { name, types } }: { group: EventGroup }) {
  return (
    <Stack gap={6}>
      <Text size="sm" fw={600}>
        {name}
      </Text>
      {types.map((type) => (
        <Checkbox
          key={type}
          value={type}
          label={type}
          description={EVENT_TYPES[type]}
          size="xs"
          styles={STYLES}
        />
      ))}
    </Stack>
  );
}
