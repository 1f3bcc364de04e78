import { Checkbox, Group, Paper, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { MailFrame } from '../../ui/mail-frame.tsx';

const WIDTHS = { desktop: 800, phone: 390 } as const;
const HEIGHT = 640;
/** Stands before all that a message says: pictures tell whoever made them who looks, and when (P34). */
const NOTHING_REMOTE =
  '<meta http-equiv="Content-Security-Policy" content="img-src data:; style-src \'unsafe-inline\'">';

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
      <Paper withBorder style={{ overflow: 'hidden' }}>
        <MailFrame
          // A policy only ever becomes stricter: for another one the frame is made anew.
          key={String(remote)}
          html={remote ? html : NOTHING_REMOTE + html}
          title="The message as its reader sees it"
          width={WIDTHS[screen]}
          height={HEIGHT}
        />
      </Paper>
    </>
  );
}
