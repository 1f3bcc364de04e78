import { useQuery } from '@tanstack/react-query';
import { call } from '../../../api.ts';
import { reading } from '../../../queries.ts';
import { tenantId, useMe } from '../../../session.ts';
import type { Preflight } from './campaign.ts';
import type { Draft } from './use-draft.ts';

export type Sender = Preflight['sender'];

/** The projects, and whom a campaign is from: its project says, else the default one, the tenant, the instance. */
export function useSender({ campaign: { id, projectId }, isSaved }: Draft) {
  const { tenant } = useMe();
  const projects = useQuery(reading('listProjects', { query: { limit: 100 } })).data?.data;
  const settings = useQuery(reading('getTenant', { path: { id: tenant.id } })).data;
  const chosen = projects?.find((one) => one.id === projectId);
  const standard = projects?.find(({ isDefault }) => isDefault);
  const project = projectId === null ? standard : chosen;
  const ofTenant = settings?.defaultSender;
  const isInstance =
    projects !== undefined && settings !== undefined && !ofTenant && !project?.fromEmail;
  // The pre-flight reads the whole audience: asked once, for the instance's sender stays what it is.
  const asked = useQuery({
    queryKey: [tenantId(), 'sender of the instance', project?.id ?? null],
    queryFn: () => call('preflightCampaign', { path: { id } }),
    enabled: isInstance && isSaved,
    staleTime: Number.POSITIVE_INFINITY,
    select: ({ sender }) => sender,
  });
  const sender: Sender | undefined = project?.fromEmail
    ? { email: project.fromEmail, name: project.fromName, replyTo: project.replyTo }
    : ofTenant
      ? { ...ofTenant, name: project?.fromName ?? ofTenant.name, replyTo: project?.replyTo ?? null }
      : asked.data;
  return { projects: projects ?? [], standard, sender };
}

export function senderInWords({ name, email }: Pick<Sender, 'name' | 'email'>): string {
  return name ? `${name} <${email}>` : email;
}
