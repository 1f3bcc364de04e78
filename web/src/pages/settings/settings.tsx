import { Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { reading } from '../../queries.ts';
import { useMe } from '../../session.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { CreateTenant } from './create-tenant.tsx';
import { General } from './general.tsx';
import { PreflightRules } from './preflight-rules.tsx';
import { Quota } from './quota.tsx';
import { Sender } from './sender.tsx';
import { Tracking } from './tracking.tsx';

/** What holds for all mail of the tenant. Everybody reads it; owners change it. */
export function Settings() {
  const { tenant } = useMe();
  const query = useQuery(reading('getTenant', { path: { id: tenant.id } }));
  const settings = query.data;
  const isOwner = tenant.role === 'owner';
  return (
    <>
      <PageHead
        title="Settings"
        about={isOwner ? tenant.name : `${tenant.name} · only owners change these`}
      >
        <CreateTenant />
      </PageHead>
      <ErrorNotice error={query.error} retry={() => query.refetch()} />
      {query.isPending && <Skeleton h={480} maw={720} />}
      {settings && (
        <Stack maw={720}>
          <Quota settings={settings} />
          <General settings={settings} isOwner={isOwner} />
          <Sender settings={settings} isOwner={isOwner} />
          <Tracking settings={settings} isOwner={isOwner} />
          <PreflightRules settings={settings} isOwner={isOwner} />
        </Stack>
      )}
    </>
  );
}
