import { Kbd, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { lazy, Suspense, useRef, useState } from 'react';

// Loaded when it is first asked for.
const CommandMenu = lazy(() => import('./command-menu.tsx'));
const MOD = /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘' : 'Ctrl';

/** Opens the command menu; ⌘K or Ctrl K does it too, also while something is typed. */
export function CommandButton() {
  const [isOpen, { open, close }] = useDisclosure();
  const [wasAsked, setWasAsked] = useState(false);
  const show = () => {
    setWasAsked(true);
    open();
  };
  const button = useRef<HTMLButtonElement>(null);
  const hide = () => {
    close();
    button.current?.focus();
  };
  useHotkeys([['mod+K', show]], [], true);
  return (
    <>
      <UnstyledButton
        ref={button}
        className="command-button"
        onClick={show}
        aria-keyshortcuts="Control+K Meta+K"
      >
        <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden className="lens">
          <circle cx="7" cy="7" r="4.5" />
          <path d="m10.5 10.5 3.5 3.5" />
        </svg>
        <Text size="sm" c="dimmed" span className="command-word">
          Search
        </Text>
        <Text span visibleFrom="sm" aria-hidden>
          <Kbd size="xs">{MOD} K</Kbd>
        </Text>
      </UnstyledButton>
      {wasAsked && (
        <Suspense>
          <CommandMenu isOpen={isOpen} close={hide} go={close} />
        </Suspense>
      )}
    </>
  );
}
