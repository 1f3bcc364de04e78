import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shell } from './frame.ts';

const emailLog = createRoute({
  getParentRoute: () => shell,
  path: '/emails',
  component: lazyRouteComponent(() => import('../pages/deliver/email-log.tsx'), 'EmailLog'),
});

const suppressions = createRoute({
  getParentRoute: () => shell,
  path: '/suppressions',
  component: lazyRouteComponent(() => import('../pages/deliver/suppressions.tsx'), 'Suppressions'),
});

const projects = createRoute({
  getParentRoute: () => shell,
  path: '/projects',
  component: lazyRouteComponent(() => import('../pages/deliver/projects.tsx'), 'Projects'),
});

const webhooks = createRoute({
  getParentRoute: () => shell,
  path: '/webhooks',
  component: lazyRouteComponent(() => import('../pages/deliver/webhooks.tsx'), 'Webhooks'),
});

const outbox = createRoute({
  getParentRoute: () => shell,
  path: '/outbox',
  component: lazyRouteComponent(() => import('../pages/deliver/outbox.tsx'), 'Outbox'),
});

export const deliverRoutes = [emailLog, suppressions, projects, webhooks, outbox] as const;
