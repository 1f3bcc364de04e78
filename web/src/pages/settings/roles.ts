import type { ReplyOf } from '../../api.ts';

export type Role = ReplyOf<'listMembers'>['data'][number]['role'];

/** What a role is called, and may do, from the least to the most. */
export const ROLES: { role: Role; name: string; may: string }[] = [
  { role: 'viewer', name: 'Viewer', may: 'Reads everything: campaigns, contacts, reports' },
  { role: 'editor', name: 'Editor', may: 'Also writes: contacts, templates, campaigns, and sends' },
  { role: 'owner', name: 'Owner', may: 'Also settings, members, API keys, webhooks, audit log' },
];

export const ROLE_CHOICES = ROLES.map(({ role, name }) => ({ value: role, label: name }));

export function roleName(role: Role): string {
  return ROLES.find((one) => one.role === role)!.name;
}
