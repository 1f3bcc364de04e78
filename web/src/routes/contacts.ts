import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { contactSearch } from '../pages/contacts/contact-search.ts';
import { pageSearch } from '../ui/list-search.ts';
import { shell } from './frame.ts';

const contacts = createRoute({
  getParentRoute: () => shell,
  path: '/contacts',
  validateSearch: contactSearch,
  component: lazyRouteComponent(() => import('../pages/contacts/contacts.tsx'), 'Contacts'),
});

const contact = createRoute({
  getParentRoute: () => shell,
  path: '/contacts/$id',
  component: lazyRouteComponent(() => import('../pages/contacts/contact.tsx'), 'Contact'),
});

const newImport = createRoute({
  getParentRoute: () => shell,
  path: '/contacts/import',
  component: lazyRouteComponent(() => import('../pages/imports/new-import.tsx'), 'NewImport'),
});

const imports = createRoute({
  getParentRoute: () => shell,
  path: '/contacts/imports',
  validateSearch: pageSearch,
  component: lazyRouteComponent(() => import('../pages/imports/imports.tsx'), 'Imports'),
});

const oneImport = createRoute({
  getParentRoute: () => shell,
  path: '/contacts/imports/$id',
  component: lazyRouteComponent(() => import('../pages/imports/import.tsx'), 'Import'),
});

const segments = createRoute({
  getParentRoute: () => shell,
  path: '/segments',
  validateSearch: pageSearch,
  component: lazyRouteComponent(() => import('../pages/segments/segments.tsx'), 'Segments'),
});

const newSegment = createRoute({
  getParentRoute: () => shell,
  path: '/segments/new',
  // Of this import, to begin with.
  validateSearch: (search: Record<string, unknown>): { import?: string } =>
    typeof search.import === 'string' ? { import: search.import } : {},
  component: lazyRouteComponent(() => import('../pages/segments/new-segment.tsx'), 'NewSegment'),
});

const segment = createRoute({
  getParentRoute: () => shell,
  path: '/segments/$id',
  component: lazyRouteComponent(() => import('../pages/segments/segment.tsx'), 'Segment'),
});

export const contactRoutes = [
  contacts,
  contact,
  newImport,
  imports,
  oneImport,
  segments,
  newSegment,
  segment,
] as const;
