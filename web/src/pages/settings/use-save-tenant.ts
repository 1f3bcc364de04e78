import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { call, type InputOf, type ReplyOf } from '../../api.ts';
import { queries, reading } from '../../queries.ts';
import { learnMe, useMe } from '../../session.ts';

export type Tenant = ReplyOf<'getTenant'>;
export type TenantChange = InputOf<'updateTenant'>['body'];

/** Changes settings of the tenant, and shows them changed wherever they stand. */
export function useSaveTenant() {
  const { tenant } = useMe();
  const path = { id: tenant.id };
  return useMutation({
    mutationFn: (body: TenantChange) => call('updateTenant', { path, body }),
    onSuccess: async (saved) => {
      queries.setQueryData(reading('getTenant', { path }).queryKey, saved);
      notifications.show({ message: 'Saved' });
      if (saved.name !== tenant.name) learnMe(await call('getMe', {}));
    },
  });
}
