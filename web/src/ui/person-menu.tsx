import { Avatar, Group, Menu, Text, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { call } from '../api.ts';
import { queries } from '../queries.ts';
import { chooseTenant, signOut, useMe } from '../session.ts';

/** Who is signed in, and where: another tenant, light or dark, sign out. */
export function PersonMenu() {
  const { me, tenant } = useMe();
  const navigate = useNavigate();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const leave = async (everywhere: boolean) => {
    // The session may have ended already; this page forgets it all the same.
    await call('logOut', { body: { everywhere } }).catch(() => {});
    signOut();
    queries.clear();
    await navigate({ to: '/sign-in' });
  };
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton aria-label={`${tenant.name}: ${me.user.email}`}>
          <Group gap="xs" wrap="nowrap">
            <Text size="sm" visibleFrom="xs" maw={220} truncate>
              {tenant.name}
            </Text>
            <Avatar size={30} aria-hidden />
          </Group>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {me.user.email} · {tenant.role}
        </Menu.Label>
        {me.tenants.length > 1 && (
          <>
            <Menu.Divider />
            <Menu.Label>Tenants</Menu.Label>
            {me.tenants.map((one) => (
              <Menu.Item
                key={one.id}
                disabled={one.id === tenant.id}
                onClick={() => {
                  chooseTenant(one);
                  void navigate({ to: '/' });
                }}
              >
                {one.name}
              </Menu.Item>
            ))}
          </>
        )}
        <Menu.Divider />
        <Menu.Label>Appearance</Menu.Label>
        {(['auto', 'light', 'dark'] as const).map((scheme) => (
          <Menu.Item
            key={scheme}
            disabled={colorScheme === scheme}
            onClick={() => setColorScheme(scheme)}
          >
            {scheme === 'auto' ? 'As the system' : scheme === 'light' ? 'Light' : 'Dark'}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => navigate({ to: '/account' })}>Your account</Menu.Item>
        <Menu.Item onClick={() => leave(false)}>Sign out</Menu.Item>
        <Menu.Item onClick={() => leave(true)}>Sign out everywhere</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
