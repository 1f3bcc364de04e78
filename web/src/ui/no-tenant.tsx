import { Center, Stack, Text, Title } from '@mantine/core';

/** Signed in, and a member of nothing: somebody has to invite this person. */
export function NoTenant() {
  return (
    <Center h="100dvh" p="md">
      <Stack maw={420} gap="xs">
        <Title order={1}>You are not a member of any tenant</Title>
        <Text>
          An owner can invite you: ask for an invitation to your address, and open the link in it.
        </Text>
      </Stack>
    </Center>
  );
}
