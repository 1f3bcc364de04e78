import { Button, Checkbox, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { AREAS, isSame, PRESETS, type Scope, scopeMay } from './scopes.ts';

/** What a key may do: a preset, or scopes one by one. */
export function ScopeChoice({
  value,
  onChange,
  error,
}: {
  value: Scope[];
  onChange: (scopes: Scope[]) => void;
  error: string | undefined;
}) {
  return (
    <Checkbox.Group
      label="What it may do"
      description="As little as it needs: whoever finds the key can do the same"
      error={error}
      value={value}
      onChange={(scopes) => onChange(scopes as Scope[])}
    >
      <Group gap="xs" my="sm">
        {PRESETS.map(({ name, scopes }) => (
          <Button
            key={name}
            size="compact-sm"
            variant={isSame(value, scopes) ? 'filled' : 'default'}
            aria-pressed={isSame(value, scopes)}
            onClick={() => onChange(scopes)}
          >
            {name}
          </Button>
        ))}
      </Group>
      <SimpleGrid cols={{ base: 2, sm: 3 }} verticalSpacing="sm" mb="xs">
        {AREAS.map(({ area, scopes }) => (
          <Stack key={area} gap={6} role="group" aria-label={area}>
            <Text size="sm" fw={600}>
              {area}
            </Text>
            {scopes.map((scope) => (
              <Checkbox
                key={scope}
                value={scope}
                label={scopeMay(scope)}
                title={scope}
                aria-label={`${area}: ${scopeMay(scope)}`}
              />
            ))}
          </Stack>
        ))}
      </SimpleGrid>
    </Checkbox.Group>
  );
}
