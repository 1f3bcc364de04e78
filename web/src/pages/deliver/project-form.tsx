import './deliver.css';
import { Button, Checkbox, Group, Paper, SimpleGrid, Stack, TextInput, Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { ErrorNotice, fieldError } from '../../ui/error-notice.tsx';
import { fieldsOf, type Project, type ProjectFields } from './project-fields.ts';
import { ProjectLimits } from './project-limits.tsx';
import { ProjectServer } from './project-server.tsx';

const SHOWN = [
  ...['name', 'fromName', 'fromEmail', 'replyTo', 'host', 'port', 'tlsMode', 'auth', 'user'],
  ...['password', 'retryWindow', 'isDefault', 'rateLimit'],
];

export type FormPart = {
  fields: ProjectFields;
  set: (change: Partial<ProjectFields>) => void;
  errorAt: (path: string) => string | undefined;
};

/** A project's sender, server and limits. `children` gets the fields as they stand: for a test of them. */
export function ProjectForm({
  project,
  save,
  saving,
  error,
  label,
  readOnly = false,
  children,
}: {
  project: Project | null;
  save: (fields: ProjectFields) => Promise<unknown>;
  saving: boolean;
  error: Error | null;
  label: string;
  readOnly?: boolean;
  children?: (fields: ProjectFields) => ReactNode;
}) {
  const [fields, setFields] = useState(() => fieldsOf(project));
  const set = (change: Partial<ProjectFields>) => setFields((old) => ({ ...old, ...change }));
  const form = useRef<HTMLFormElement>(null);
  // The form is longer than the window: whoever saved it sees what is wrong.
  useEffect(() => {
    if (error) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [error]);
  const part = { fields, set, errorAt: (path: string) => fieldError(error, path) };
  return (
    <Stack maw={760}>
      <form
        ref={form}
        onSubmit={(event) => {
          event.preventDefault();
          // A password that is stored now isn't shown any more.
          save(fields).then(
            () => set({ password: '' }),
            () => {},
          );
        }}
      >
        <fieldset disabled={readOnly} className="plain-fieldset">
          <Stack>
            <Sender {...part} />
            <ProjectServer {...part} hasPassword={project?.hasPassword ?? false} />
            <ProjectLimits {...part} />
            <ErrorNotice error={error} shown={SHOWN} />
            {!readOnly && (
              <Group>
                <Button type="submit" loading={saving}>
                  {label}
                </Button>
              </Group>
            )}
          </Stack>
        </fieldset>
      </form>
      {children?.(fields)}
    </Stack>
  );
}

function Sender({ fields, set, errorAt }: FormPart) {
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2} mb="sm">
        Sender
      </Title>
      <Stack gap="sm">
        <TextInput
          label="Name of the project"
          description="For you: a brand, a product, a newsletter"
          required
          maxLength={200}
          value={fields.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
          error={errorAt('name')}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <TextInput
            label="From name"
            placeholder="The Weekly"
            value={fields.fromName}
            onChange={(event) => set({ fromName: event.currentTarget.value })}
            error={errorAt('fromName')}
          />
          <TextInput
            label="From address"
            placeholder="weekly@example.com"
            type="email"
            value={fields.fromEmail}
            onChange={(event) => set({ fromEmail: event.currentTarget.value })}
            error={errorAt('fromEmail')}
          />
        </SimpleGrid>
        <TextInput
          label="Reply to"
          description="Where answers go; the from address if empty"
          type="email"
          value={fields.replyTo}
          onChange={(event) => set({ replyTo: event.currentTarget.value })}
          error={errorAt('replyTo')}
        />
        <Checkbox
          label="The default project"
          description="Campaigns without a project go by it. There is one: the one before stops being it."
          checked={fields.isDefault}
          onChange={(event) => set({ isDefault: event.currentTarget.checked })}
          error={errorAt('isDefault')}
        />
      </Stack>
    </Paper>
  );
}
