import { AppShell, Burger, Drawer, Group, ScrollArea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Outlet, useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { CommandButton } from './command-button.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { Navigation } from './navigation-menu.tsx';
import { PersonMenu } from './person-menu.tsx';
import { TenantMenu } from './tenant-menu.tsx';
import { TextLink } from './text-link.tsx';
import { useFreshMe } from './use-fresh-me.ts';

/** Head and menu around a page; in a narrow window the menu is a drawer. */
export function Frame() {
  const [isOpen, { open, close }] = useDisclosure();
  const { pathname } = useLocation();
  useFreshMe();
  const main = useRef<HTMLElement>(null);
  const burger = useRef<HTMLButtonElement>(null);
  const leaveMenu = () => {
    close();
    burger.current?.focus();
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: at each change of page
  useEffect(close, [pathname]);
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 216, breakpoint: 'sm', collapsed: { mobile: true } }}
      padding="md"
    >
      <AppShell.Header>
        <button type="button" className="skip-link" onClick={() => main.current?.focus()}>
          Skip to the page
        </button>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap" gap="sm">
          <Group gap="xs" wrap="nowrap" miw={0}>
            <Burger
              ref={burger}
              opened={isOpen}
              onClick={open}
              hiddenFrom="sm"
              size="sm"
              aria-label="Open the menu"
            />
            <TextLink to="/" className="logo-word" underline="never" visibleFrom="xs">
              <img src={`${import.meta.env.BASE_URL}icon.svg`} width={22} height={22} alt="" />
              Pressrun
            </TextLink>
            <TenantMenu />
          </Group>
          <Group gap="xs" wrap="nowrap">
            <CommandButton />
            <PersonMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" component="div" visibleFrom="sm">
        <ScrollArea>
          <Navigation />
        </ScrollArea>
      </AppShell.Navbar>
      <Drawer
        opened={isOpen}
        onClose={leaveMenu}
        returnFocus={false}
        title="Pressrun"
        size={280}
        hiddenFrom="sm"
        closeButtonProps={{ 'aria-label': 'Close the menu' }}
      >
        <Navigation />
      </Drawer>
      <AppShell.Main id="main" ref={main} tabIndex={-1} style={{ outline: 'none' }}>
        <ConnectionBanner />
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}
