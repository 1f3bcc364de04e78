import { Paper, Stack, Text, Title } from '@mantine/core';
import { type FormEvent, type ReactNode, useId } from 'react';

/** One subject of a page of settings; a form of its own where `onSubmit` is there. */
export function Section({
  title,
  about,
  onSubmit,
  onEdit,
  children,
}: {
  title: string;
  about?: ReactNode;
  onSubmit?: () => void;
  /** Something was typed or chosen: what was said of it before may be wrong now. */
  onEdit?: (() => void) | false;
  children: ReactNode;
}) {
  const id = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit?.();
  };
  const content = <Stack>{children}</Stack>;
  return (
    <Paper withBorder p="lg" component="section" aria-labelledby={id}>
      <Title order={2} id={id}>
        {title}
      </Title>
      {about && (
        <Text size="sm" c="dimmed" mt={4}>
          {about}
        </Text>
      )}
      <div style={{ marginTop: 'var(--mantine-spacing-md)' }}>
        {onSubmit ? (
          <form onSubmit={submit} onChange={onEdit || undefined} noValidate>
            {content}
          </form>
        ) : (
          content
        )}
      </div>
    </Paper>
  );
}
