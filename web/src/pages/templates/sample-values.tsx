import { Button, Collapse, SimpleGrid, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { TemplateVersion } from './version-badge.tsx';

/** Values to try out: they win over the contact's own, in the preview only. */
export function SampleValues({
  version,
  values,
  onChange,
}: {
  version: TemplateVersion;
  values: Record<string, string>;
  onChange: (values: Record<string, string>) => void;
}) {
  const [isOpen, { toggle }] = useDisclosure();
  const names = new Set([
    ...version.variables.map(({ name }) => name),
    ...(version.undeclaredVariables ?? []),
  ]);
  if (names.size === 0) return null;
  const put = (name: string, value: string) => {
    const { [name]: _, ...others } = values;
    onChange(value === '' ? others : { ...others, [name]: value });
  };
  return (
    <div>
      <Button size="compact-sm" variant="subtle" onClick={toggle} aria-expanded={isOpen}>
        {isOpen ? 'Hide the values' : 'Try other values'}
      </Button>
      <Collapse expanded={isOpen}>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" mt="xs">
          {[...names].map((name) => (
            <TextInput
              key={name}
              size="xs"
              label={name}
              value={values[name] ?? ''}
              onChange={(event) => put(name, event.currentTarget.value)}
            />
          ))}
        </SimpleGrid>
      </Collapse>
    </div>
  );
}
