import {
  AppShell,
  Box,
  Burger,
  Center,
  Group,
  Loader,
  NavLink,
  ScrollArea,
  Text,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, Outlet, useLocation, useRouter } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useSession } from '../session.ts';
import { NAVIGATION } from './navigation.ts';
import { NoTenant } from './no-tenant.tsx';
import { PersonMenu } from './person-menu.tsx';
import { TextLink } from './text-link.tsx';

/** The frame of every page behind the sign-in. */
export function Shell() {
  const session = useSession();
  if (session.state === 'starting') return <Starting />;
  if (session.state === 'signed-out') return <ToSignIn />;
  if (!session.tenant) return <NoTenant />;
  // Another tenant has other pages: nothing that was typed or shown goes along.
  return <Frame key={session.tenant.id} />;
}

function Frame() {
  const [isOpen, { toggle, close }] = useDisclosure();
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: at each change of page
  useEffect(close, [pathname]);
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 216, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      padding="md"
    >
      <AppShell.Header>
        <button type="button" className="skip-link" onClick={() => main.current?.focus()}>
          Skip to the page
        </button>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={isOpen}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={isOpen ? 'Close the menu' : 'Open the menu'}
            />
            <TextLink to="/" fw={700} c="var(--mantine-color-text)" underline="never">
              Pressrun
            </TextLink>
          </Group>
          <PersonMenu />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" component="div">
        <ScrollArea>
          {NAVIGATION.map((group) => (
            <NavGroup key={group.pages[0].to} group={group} pathname={pathname} />
          ))}
        </ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main id="main" ref={main} tabIndex={-1} style={{ outline: 'none' }}>
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}

function NavGroup({ group, pathname }: { group: (typeof NAVIGATION)[number]; pathname: string }) {
  const name = 'name' in group ? group.name : undefined;
  return (
    <Box component="nav" aria-label={name ?? 'Pages'} mb="sm">
      {name && (
        <Text size="xs" fw={600} c="dimmed" px="sm" mb={2}>
          {name}
        </Text>
      )}
      {group.pages.map(({ to, label }) => (
        <NavLink
          key={to}
          component={Link}
          to={to}
          label={label}
          color="gray"
          c="var(--mantine-color-text)"
          py={6}
          active={to === '/' ? pathname === '/' : pathname.startsWith(to)}
        />
      ))}
    </Box>
  );
}

/** Goes to the sign-in, which comes back to this page. Once: the address changes with it. */
function ToSignIn() {
  const { navigate, state } = useRouter();
  // biome-ignore lint/correctness/useExhaustiveDependencies: of the first moment
  useEffect(() => {
    const { href, pathname } = state.location;
    const search = pathname === '/' ? {} : { next: href };
    void navigate({ to: '/sign-in', search, replace: true });
  }, []);
  return <Starting />;
}

function Starting() {
  return (
    <Center h="100dvh">
      <Loader aria-label="Pressrun is starting" />
    </Center>
  );
}
