import { Button, Group, Paper, Progress, Text } from '@mantine/core';

/** A file on its way to the server. */
export function UploadProgress({ share, stop }: { share: number; stop: () => void }) {
  const percent = Math.round(share * 100);
  return (
    <Paper withBorder p="md">
      <Group justify="space-between" mb="xs">
        <Text size="sm" className="figure" role="status">
          {percent < 100 ? `Sending the file: ${percent} %` : 'Sent; the server has a look at it'}
        </Text>
        <Button size="compact-sm" variant="default" onClick={stop}>
          Stop
        </Button>
      </Group>
      <Progress value={percent} aria-label="Of the file" animated={percent === 100} />
    </Paper>
  );
}
