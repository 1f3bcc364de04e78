/** The pages of the menu, in its order. */
export const NAVIGATION = [
  { to: '/', label: 'Overview' },
  { to: '/campaigns', label: 'Campaigns' },
] as const;
