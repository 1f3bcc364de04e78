import { Box, NavLink, Text } from '@mantine/core';
import { Link, useLocation } from '@tanstack/react-router';
import { useMe } from '../session.ts';
import { NAVIGATION, type NavigationGroup, pagesOf } from './navigation.ts';

/** The pages by group; beside the page, or in the drawer of a narrow window. */
export function Navigation() {
  return NAVIGATION.map((group) => <Group key={group.pages[0].to} group={group} />);
}

function Group({ group }: { group: NavigationGroup }) {
  const { pathname } = useLocation();
  const { role } = useMe().tenant;
  const name = 'name' in group ? group.name : undefined;
  return (
    <Box component="nav" aria-label={name ?? 'Pages'} mb="sm">
      {name && (
        <Text size="xs" fw={600} c="dimmed" px="sm" mb={2}>
          {name}
        </Text>
      )}
      {pagesOf(group, role).map(({ to, label }) => {
        const isHere = to === '/' ? pathname === '/' : pathname.startsWith(to);
        return (
          <NavLink
            key={to}
            component={Link}
            to={to}
            label={label}
            className="menu-link"
            color="gray"
            c="var(--mantine-color-text)"
            py={6}
            active={isHere}
            aria-current={isHere ? 'page' : undefined}
          />
        );
      })}
    </Box>
  );
}
