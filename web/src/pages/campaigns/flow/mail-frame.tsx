import { ScrollArea } from '@mantine/core';
import classes from './mail-frame.module.css';

export type Device = 'desktop' | 'phone' | 'text';

/**
 * A message as it is: foreign HTML, in a frame that runs no scripts, opens nothing and has no origin (P34).
 */
export function MailFrame({ html, text, device }: { html: string; text: string; device: Device }) {
  if (device === 'text') {
    return (
      <ScrollArea h={560} className={classes.stage} viewportProps={{ tabIndex: 0 }}>
        <pre className={classes.text}>{text}</pre>
      </ScrollArea>
    );
  }
  return (
    <div className={classes.stage}>
      <iframe
        title="Preview of the message"
        sandbox=""
        srcDoc={html}
        className={classes.frame}
        data-device={device}
      />
    </div>
  );
}
