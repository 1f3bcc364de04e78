import { SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { SCHEMES, type Scheme } from '../../ui/schemes.ts';
import { Section } from './section.tsx';

/** Light or dark, on this browser. */
export function Appearance() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Section title="Appearance" about="On this browser only">
      <SegmentedControl
        aria-label="Appearance"
        w="fit-content"
        data={SCHEMES}
        value={colorScheme}
        onChange={(scheme) => setColorScheme(scheme as Scheme)}
      />
    </Section>
  );
}
