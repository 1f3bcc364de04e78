import { Button, type ButtonProps, CopyButton as Copying } from '@mantine/core';

/** Copies a text; says so on itself, also to those who don't see it. */
export function CopyButton({
  text,
  label = 'Copy',
  ...button
}: ButtonProps & { text: string; label?: string }) {
  return (
    <Copying value={text} timeout={2_000}>
      {({ copied, copy }) => (
        <Button variant="default" {...button} onClick={copy} aria-live="polite">
          {copied ? 'Copied' : label}
        </Button>
      )}
    </Copying>
  );
}
