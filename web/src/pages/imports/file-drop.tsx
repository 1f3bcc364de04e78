import '@mantine/dropzone/styles.css';
import { Button, FileButton, Stack, Text } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';

const ENDINGS = '.csv,.tsv,.txt,.ndjson,.jsonl,.gz';

/** Where a file is dropped, or chosen with a button. */
export function FileDrop({ onFile }: { onFile: (file: File) => void }) {
  return (
    <Dropzone
      multiple={false}
      activateOnKeyboard={false}
      activateOnClick={false}
      tabIndex={-1}
      role="presentation"
      onDrop={([file]) => file && onFile(file)}
      inputProps={{ 'aria-label': 'File to drop', tabIndex: -1 }}
      p="xl"
    >
      <Stack align="center" gap="xs" style={{ pointerEvents: 'all' }}>
        <Text fw={600}>Drop a CSV or NDJSON file here</Text>
        <Text size="sm" c="dimmed" ta="center" maw={460}>
          The first line of a CSV file names its columns. Files of any size, also gzipped; what a
          spreadsheet saves as CSV will do.
        </Text>
        <FileButton
          accept={ENDINGS}
          onChange={(file) => file && onFile(file)}
          inputProps={{ 'aria-label': 'File with contacts' }}
        >
          {(props) => (
            <Button {...props} mt="xs">
              Choose a file
            </Button>
          )}
        </FileButton>
      </Stack>
    </Dropzone>
  );
}
