import { Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import type { FileHead, Reading } from './file-head.ts';

/** For rows that say nothing themselves. */
export type Defaults = { optIn: 'keep' | 'true' | 'false'; source: string; consentVersion: string };

export const NO_DEFAULTS: Defaults = { optIn: 'keep', source: '', consentVersion: '' };

const OPT_IN: { value: Defaults['optIn']; label: string; about: string }[] = [
  {
    value: 'keep',
    label: 'New contacts are opted in, known ones stay as they are',
    about: 'Who unsubscribed stays unsubscribed.',
  },
  {
    value: 'true',
    label: 'They all agreed to get campaigns',
    about: 'Who unsubscribed comes back only with a newer consent version.',
  },
  {
    value: 'false',
    label: 'None of them agreed',
    about: 'Also those who are among your contacts already: they are opted out.',
  },
];
const ENCODINGS = [
  { value: 'auto', label: 'Found out' },
  { value: 'utf-8', label: 'UTF-8' },
  { value: 'windows-1252', label: 'Windows-1252 (older spreadsheets)' },
  { value: 'utf-16le', label: 'UTF-16, little endian' },
  { value: 'utf-16be', label: 'UTF-16, big endian' },
];
const DELIMITERS = [
  { value: 'auto', label: 'Found out' },
  { value: 'comma', label: 'Comma' },
  { value: 'semicolon', label: 'Semicolon' },
  { value: 'tab', label: 'Tab' },
  { value: 'pipe', label: 'Vertical bar' },
];

/** What to take for rows that don’t say it: consent, and where it is from. */
export function ConsentOptions({
  value,
  onChange,
}: {
  value: Defaults;
  onChange: (some: Partial<Defaults>) => void;
}) {
  return (
    <Stack gap="sm">
      <Select
        label="Rows that say nothing about consent"
        description={OPT_IN.find((one) => one.value === value.optIn)?.about}
        data={OPT_IN}
        allowDeselect={false}
        value={value.optIn}
        onChange={(optIn) => onChange({ optIn: optIn as Defaults['optIn'] })}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <TextInput
          label="Source"
          placeholder="trade-fair-2026"
          maxLength={64}
          value={value.source}
          onChange={(event) => onChange({ source: event.currentTarget.value })}
        />
        <TextInput
          label="Consent version"
          placeholder="Which text they agreed to"
          maxLength={64}
          value={value.consentVersion}
          onChange={(event) => onChange({ consentVersion: event.currentTarget.value })}
        />
      </SimpleGrid>
    </Stack>
  );
}

/** How the file is read, where it was found out wrongly. */
export function ReadingOptions({
  head: { format, reading },
  wanted,
  onChange,
}: {
  head: FileHead;
  wanted: Reading;
  onChange: (wanted: Reading) => void;
}) {
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
      <Select
        label="Encoding"
        description={`Read as ${labelOf(ENCODINGS, reading.encoding)}`}
        data={ENCODINGS}
        allowDeselect={false}
        value={wanted.encoding}
        onChange={(value) => onChange({ ...wanted, encoding: value as Reading['encoding'] })}
      />
      {format === 'csv' && (
        <Select
          label="Between columns"
          description={`Read with ${labelOf(DELIMITERS, reading.delimiter).toLowerCase()}`}
          data={DELIMITERS}
          allowDeselect={false}
          value={wanted.delimiter}
          onChange={(value) => onChange({ ...wanted, delimiter: value as Reading['delimiter'] })}
        />
      )}
    </SimpleGrid>
  );
}

function labelOf(options: { value: string; label: string }[], value: string): string {
  return options.find((option) => option.value === value)?.label ?? value;
}
