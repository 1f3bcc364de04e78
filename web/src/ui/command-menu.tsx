import { Modal, Text, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useRef, useState } from 'react';
import { type Command, useCommands } from './use-commands.ts';

/** Goes to any page, campaign or contact by typing a part of its name. */
export default function CommandMenu({
  isOpen,
  close,
  go,
}: {
  isOpen: boolean;
  close: () => void;
  /** Closes as well, but leaves the focus to the page that comes. */
  go: () => void;
}) {
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      withCloseButton={false}
      closeOnClickOutside
      returnFocus={false}
      centered={false}
      yOffset="12vh"
      padding={0}
      attributes={{ content: { 'aria-label': 'Search and go to' } }}
      transitionProps={{ duration: 0 }}
    >
      <Commands go={go} />
    </Modal>
  );
}

function Commands({ go }: { go: () => void }) {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const { commands, isSearching } = useCommands(text);
  const navigate = useNavigate();
  const chosen = commands[Math.min(at, commands.length - 1)];
  const run = (command: Command) => {
    input.current?.blur();
    go();
    void navigate({ href: command.href });
  };
  const steer = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && commands.length > 0) {
      event.preventDefault();
      setAt(
        (now) => (Math.min(now, commands.length - 1) + step + commands.length) % commands.length,
      );
    } else if (event.key === 'Enter' && chosen) {
      event.preventDefault();
      run(chosen);
    }
  };
  return (
    <>
      <TextInput
        aria-label="Search and go to"
        placeholder="Go to a page, find a campaign or a contact"
        size="md"
        variant="unstyled"
        px="md"
        data-autofocus
        ref={input}
        role="combobox"
        aria-expanded
        aria-controls="commands"
        aria-activedescendant={chosen && `command-${chosen.id}`}
        value={text}
        onKeyDown={steer}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setAt(0);
        }}
      />
      <div id="commands" role="listbox" aria-label="Found" className="commands">
        {commands.map((command) => (
          <Option
            key={command.id}
            command={command}
            isChosen={command === chosen}
            run={() => run(command)}
          />
        ))}
      </div>
      {commands.length === 0 && (
        <Text size="sm" c="dimmed" p="md" role="status">
          {isSearching ? 'Searching…' : 'Nothing is called that.'}
        </Text>
      )}
    </>
  );
}

function Option({
  command: { id, label, kind },
  isChosen,
  run,
}: {
  command: Command;
  isChosen: boolean;
  run: () => void;
}) {
  const show = (element: HTMLElement | null) => {
    if (isChosen) element?.scrollIntoView({ block: 'nearest' });
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the input above has the keys
    // biome-ignore lint/a11y/useFocusableInteractive: aria-activedescendant of the input points here
    <div
      id={`command-${id}`}
      role="option"
      aria-selected={isChosen}
      className="command"
      ref={show}
      onClick={run}
    >
      <bdi>{label}</bdi>
      <Text size="xs" c="dimmed" span>
        {kind}
      </Text>
    </div>
  );
}
