import { Avatar, Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useMe } from '../session.ts';
import { SCHEMES } from './schemes.ts';
import { useLeave } from './use-leave.ts';

/** Who is signed in: the account, light or dark, sign out. */
export function PersonMenu() {
  const { me, tenant } = useMe();
  const navigate = useNavigate();
  const leave = useLeave();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton aria-label={`You: ${me.user.email}`} className="person-button">
          <Avatar size={30} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {me.user.email} · {tenant.role}
        </Menu.Label>
        <Menu.Item onClick={() => navigate({ to: '/account' })}>Your account</Menu.Item>
        <Menu.Divider />
        <Menu.Label>Appearance</Menu.Label>
        {SCHEMES.map(({ value, label }) => (
          <Menu.Item
            key={value}
            aria-current={colorScheme === value}
            rightSection={colorScheme === value && <span aria-hidden>✓</span>}
            onClick={() => setColorScheme(value)}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => leave(false)}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
