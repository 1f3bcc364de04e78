import { Group, Text } from '@mantine/core';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { useLeave } from '../../ui/use-leave.ts';
import { Section } from './section.tsx';

/** Ends every session of this person. */
export function Sessions() {
  const leave = useLeave();
  return (
    <Section
      title="Sessions"
      about="A session lasts 30 days after its last use. Did you leave one open somewhere, or lose a device?"
    >
      <Group>
        <ConfirmButton
          label="Sign out everywhere…"
          title="Sign out everywhere?"
          confirm="Sign out everywhere"
          act={() => leave(true)}
        >
          <Text size="sm">All your sessions end, also this one. API keys go on working.</Text>
        </ConfirmButton>
      </Group>
    </Section>
  );
}
