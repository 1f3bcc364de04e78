/** The pages of the menu, in its order; a group of pages has a name. `owner`: the API shows it to owners only. */
export const NAVIGATION = [
  {
    pages: [
      { to: '/', label: 'Overview' },
      { to: '/campaigns', label: 'Campaigns' },
      { to: '/templates', label: 'Templates' },
    ],
  },
  {
    name: 'Audience',
    pages: [
      { to: '/contacts', label: 'Contacts' },
      { to: '/segments', label: 'Segments' },
      { to: '/suppressions', label: 'Suppressions' },
    ],
  },
  {
    name: 'Delivery',
    pages: [
      { to: '/emails', label: 'E-mail log' },
      { to: '/projects', label: 'Projects' },
      { to: '/webhooks', label: 'Webhooks' },
      { to: '/outbox', label: 'Outbox' },
    ],
  },
  {
    name: 'Tenant',
    pages: [
      { to: '/settings', label: 'Settings' },
      { to: '/members', label: 'Members' },
      { to: '/api-keys', label: 'API keys', owner: true },
      { to: '/audit-log', label: 'Audit log', owner: true },
    ],
  },
] as const;

export type NavigationGroup = (typeof NAVIGATION)[number];

/** Pages of the menu for this role. */
export function pagesOf(group: NavigationGroup, role: string) {
  return group.pages.filter((page) => role === 'owner' || !('owner' in page));
}
