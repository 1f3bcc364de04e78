import { Menu, Text, UnstyledButton } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { chooseTenant, useMe } from '../session.ts';

/** Which tenant this is, and the way to another one. */
export function TenantMenu() {
  const { me, tenant } = useMe();
  const navigate = useNavigate();
  return (
    <Menu position="bottom-start" width={260}>
      <Menu.Target>
        <UnstyledButton className="tenant-button" aria-label={`Tenant: ${tenant.name}`}>
          <Text size="sm" fw={500} truncate>
            <bdi>{tenant.name}</bdi>
          </Text>
          <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden className="chevron">
            <path d="M3 4.5 6 7.5 9 4.5" />
          </svg>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflowY: 'auto' }}>
        <Menu.Label>Tenants</Menu.Label>
        {me.tenants.map((one) => (
          <Menu.Item
            key={one.id}
            aria-current={one.id === tenant.id}
            rightSection={
              <Text size="xs" c="dimmed">
                {one.id === tenant.id ? 'Here' : one.role}
              </Text>
            }
            onClick={() => {
              if (one.id === tenant.id) return;
              chooseTenant(one);
              void navigate({ to: '/' });
            }}
          >
            <bdi>{one.name}</bdi>
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => navigate({ to: '/settings' })}>Settings</Menu.Item>
        <Menu.Item onClick={() => navigate({ to: '/members' })}>Members</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
