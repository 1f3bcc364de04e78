import { Center, Paper, Stack, Text, Title } from '@mantine/core';
import { type FormEvent, type ReactNode, useEffect } from 'react';

/** A page before the sign-in: one form in the middle; `below` it, what helps who can't go on. */
export function Door({
  title,
  onSubmit,
  below,
  children,
}: {
  title: string;
  onSubmit: () => void;
  below?: ReactNode;
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
    <Center component="main" mih="100dvh" p="md" className="door">
      <Stack w="100%" maw={400} gap="lg">
        <Logo />
        <Paper withBorder p="xl" radius="lg">
          <form onSubmit={submit} noValidate>
            <Stack>
              <Title order={1}>{title}</Title>
              {children}
            </Stack>
          </form>
        </Paper>
        {below && (
          <Text size="sm" c="dimmed" ta="center" component="div">
            {below}
          </Text>
        )}
      </Stack>
    </Center>
  );
}

function Logo() {
  return (
    <Text ta="center" fz="xl" fw={700} className="door-logo">
      <img src={`${import.meta.env.BASE_URL}icon.svg`} width={28} height={28} alt="" />
      Pressrun
    </Text>
  );
}
