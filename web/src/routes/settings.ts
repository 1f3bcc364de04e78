import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { auditSearch } from '../pages/settings/audit-search.ts';
import { pageSearch } from '../ui/list-search.ts';
import { shell } from './frame.ts';

const settings = createRoute({
  getParentRoute: () => shell,
  path: '/settings',
  component: lazyRouteComponent(() => import('../pages/settings/settings.tsx'), 'Settings'),
});

const apiKeys = createRoute({
  getParentRoute: () => shell,
  path: '/api-keys',
  component: lazyRouteComponent(() => import('../pages/settings/api-keys.tsx'), 'ApiKeys'),
});

const members = createRoute({
  getParentRoute: () => shell,
  path: '/members',
  validateSearch: pageSearch,
  component: lazyRouteComponent(() => import('../pages/settings/members.tsx'), 'Members'),
});

const auditLog = createRoute({
  getParentRoute: () => shell,
  path: '/audit-log',
  validateSearch: auditSearch,
  component: lazyRouteComponent(() => import('../pages/settings/audit-log.tsx'), 'AuditLog'),
});

const account = createRoute({
  getParentRoute: () => shell,
  path: '/account',
  component: lazyRouteComponent(() => import('../pages/settings/account.tsx'), 'Account'),
});

export const settingsRoutes = [settings, apiKeys, members, auditLog, account] as const;
