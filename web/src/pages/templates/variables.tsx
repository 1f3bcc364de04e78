import { Button, Group, Stack, Text, Title } from '@mantine/core';
import type { Draft } from './use-draft.ts';
import { VariableRow } from './variable-row.tsx';
import type { TemplateVersion } from './version-badge.tsx';

type Variable = TemplateVersion['variables'][number];

/** What a template prints of a contact, and what it prints where a contact lacks it. */
export function Variables({
  draft,
  version,
  isReadOnly,
}: {
  draft: Draft;
  version: TemplateVersion;
  isReadOnly: boolean;
}) {
  const { content, change, error } = draft;
  const { variables } = content;
  const put = (list: Variable[]) => change({ variables: list });
  const replace = (at: number, variable: Variable) => put(variables.with(at, variable));
  const declare = (name: string) => put([...variables, { name, type: 'string' }]);
  const declared = new Set(variables.map(({ name }) => name));
  const offered = version.undeclaredVariables?.filter((name) => !declared.has(name)) ?? [];
  return (
    <section aria-label="Variables">
      <Title order={2}>Variables</Title>
      <Text size="sm" c="dimmed" mb="xs">
        A fallback is printed where a contact has no value.
      </Text>
      <Stack gap="xs">
        {variables.length > 0 && (
          // Each input says so itself.
          <div className="variable-row variable-heads" aria-hidden>
            <span>Name</span>
            <span>Type</span>
            <span>Fallback</span>
          </div>
        )}
        {variables.map((variable, at) => (
          <VariableRow
            // biome-ignore lint/suspicious/noArrayIndexKey: a name is typed letter by letter
            key={at}
            variable={variable}
            at={at}
            error={error}
            isReadOnly={isReadOnly}
            onChange={(next) => replace(at, next)}
            onRemove={() => put(variables.toSpliced(at, 1))}
          />
        ))}
        {!isReadOnly && (
          <Group gap="xs">
            {offered.map((name) => (
              <Button key={name} size="compact-sm" variant="default" onClick={() => declare(name)}>
                Declare {name}
              </Button>
            ))}
            <Button size="compact-sm" variant="default" onClick={() => declare('')}>
              Add a variable
            </Button>
          </Group>
        )}
      </Stack>
    </section>
  );
}
