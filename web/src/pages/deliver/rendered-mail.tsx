import { Checkbox, Group, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { MailFrame } from './mail-frame.tsx';

const WIDTHS = { desktop: '100%', phone: 390 } as const;

/** The HTML part on a wide screen or a phone; pictures from elsewhere once somebody asks for them. */
export function RenderedMail({ html }: { html: string }) {
  const [screen, setScreen] = useState<keyof typeof WIDTHS>('desktop');
  const [remote, setRemote] = useState(false);
  return (
    <>
      <Group justify="space-between" mb="sm">
        <SegmentedControl
          aria-label="Screen"
          size="xs"
          value={screen}
          onChange={(value) => setScreen(value as keyof typeof WIDTHS)}
          data={[
            { value: 'desktop', label: 'Desktop' },
            { value: 'phone', label: 'Phone' },
          ]}
        />
        <Checkbox
          label="Load pictures from elsewhere"
          checked={remote}
          onChange={(event) => setRemote(event.currentTarget.checked)}
        />
      </Group>
      <MailFrame html={html} width={WIDTHS[screen]} remote={remote} />
    </>
  );
}
