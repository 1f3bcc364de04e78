import { Center, Paper, Stack, Title } from '@mantine/core';
import { type FormEvent, type ReactNode, useEffect } from 'react';

/** A page before the sign-in: one form in the middle. */
export function Door({
  title,
  onSubmit,
  children,
}: {
  title: string;
  onSubmit: () => void;
  children: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} · Pressrun`;
  }, [title]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <Center component="main" mih="100dvh" p="md">
      <Paper withBorder p="xl" w="100%" maw={400}>
        <form onSubmit={submit} noValidate>
          <Stack>
            <Title order={1}>{title}</Title>
            {children}
          </Stack>
        </form>
      </Paper>
    </Center>
  );
}
