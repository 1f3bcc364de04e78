import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shell } from './frame.ts';

const contacts = createRoute({
  getParentRoute: () => shell,
  path: '/contacts',
  component: lazyRouteComponent(() => import('../pages/contacts/contacts.tsx'), 'Contacts'),
});

const segments = createRoute({
  getParentRoute: () => shell,
  path: '/segments',
  component: lazyRouteComponent(() => import('../pages/contacts/segments.tsx'), 'Segments'),
});

export const contactRoutes = [contacts, segments] as const;
