import { Badge, Group, Text } from '@mantine/core';
import { useMe } from '../../session.ts';
import { SecondFactorOff } from './second-factor-off.tsx';
import { SecondFactorOn } from './second-factor-on.tsx';
import { Section } from './section.tsx';

/** Codes of an authenticator app besides the password (TOTP). */
export function SecondFactor() {
  const { twoFactorEnabled: isOn } = useMe().me.user;
  return (
    <Section
      title="Second factor"
      about="With it, nobody signs in with your password alone: a code of an app on your phone is asked for as well."
    >
      <Group justify="space-between">
        <Group gap="xs">
          <Badge
            color={isOn ? 'green' : 'gray'}
            variant="dot"
            tt="none"
            c="var(--mantine-color-text)"
          >
            {isOn ? 'On' : 'Off'}
          </Badge>
          <Text size="sm" c="dimmed">
            {isOn ? 'Codes are asked for at each sign-in' : 'Your password alone is enough'}
          </Text>
        </Group>
        {isOn ? <SecondFactorOff /> : <SecondFactorOn />}
      </Group>
    </Section>
  );
}
