import type { MantineColorScheme } from '@mantine/core';

export type Scheme = MantineColorScheme;

/** Light and dark as they are called. */
export const SCHEMES: { value: Scheme; label: string }[] = [
  { value: 'auto', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];
