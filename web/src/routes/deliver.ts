import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { deliverySearch } from '../pages/deliver/delivery-search.ts';
import { logSearch } from '../pages/deliver/log-search.ts';
import { outboxSearch, viewSearch } from '../pages/deliver/outbox-search.ts';
import { suppressionSearch } from '../pages/deliver/suppression-search.ts';
import { pageSearch } from '../ui/list-search.ts';
import { shell } from './frame.ts';

const getParentRoute = () => shell;

const emailLog = createRoute({
  getParentRoute,
  path: '/emails',
  validateSearch: logSearch,
  component: lazyRouteComponent(() => import('../pages/deliver/email-log.tsx'), 'EmailLog'),
});

const scheduledEmails = createRoute({
  getParentRoute,
  path: '/emails/scheduled',
  validateSearch: pageSearch,
  component: lazyRouteComponent(
    () => import('../pages/deliver/scheduled-emails.tsx'),
    'ScheduledEmails',
  ),
});

const email = createRoute({
  getParentRoute,
  path: '/emails/$id',
  component: lazyRouteComponent(() => import('../pages/deliver/email.tsx'), 'Email'),
});

const suppressions = createRoute({
  getParentRoute,
  path: '/suppressions',
  validateSearch: suppressionSearch,
  component: lazyRouteComponent(() => import('../pages/deliver/suppressions.tsx'), 'Suppressions'),
});

const projects = createRoute({
  getParentRoute,
  path: '/projects',
  component: lazyRouteComponent(() => import('../pages/deliver/projects.tsx'), 'Projects'),
});

const newProject = createRoute({
  getParentRoute,
  path: '/projects/new',
  component: lazyRouteComponent(() => import('../pages/deliver/new-project.tsx'), 'NewProject'),
});

const project = createRoute({
  getParentRoute,
  path: '/projects/$id',
  component: lazyRouteComponent(() => import('../pages/deliver/project.tsx'), 'Project'),
});

const webhooks = createRoute({
  getParentRoute,
  path: '/webhooks',
  component: lazyRouteComponent(() => import('../pages/deliver/webhooks.tsx'), 'Webhooks'),
});

const webhook = createRoute({
  getParentRoute,
  path: '/webhooks/$id',
  validateSearch: deliverySearch,
  component: lazyRouteComponent(() => import('../pages/deliver/webhook.tsx'), 'Webhook'),
});

const outbox = createRoute({
  getParentRoute,
  path: '/outbox',
  validateSearch: outboxSearch,
  component: lazyRouteComponent(() => import('../pages/deliver/outbox.tsx'), 'Outbox'),
});

const outboxMessage = createRoute({
  getParentRoute,
  path: '/outbox/$id',
  validateSearch: viewSearch,
  component: lazyRouteComponent(
    () => import('../pages/deliver/outbox-message.tsx'),
    'OutboxMessage',
  ),
});

export const deliverRoutes = [
  ...[emailLog, scheduledEmails, email, suppressions],
  ...[projects, newProject, project, webhooks, webhook, outbox, outboxMessage],
] as const;
