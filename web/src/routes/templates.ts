import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { compareSearch, templateSearch } from '../pages/templates/template-search.ts';
import { shell } from './frame.ts';

const templates = createRoute({
  getParentRoute: () => shell,
  path: '/templates',
  validateSearch: templateSearch,
  component: lazyRouteComponent(() => import('../pages/templates/templates.tsx'), 'Templates'),
});

const library = createRoute({
  getParentRoute: () => shell,
  path: '/templates/library',
  component: lazyRouteComponent(() => import('../pages/templates/library.tsx'), 'Library'),
});

const template = createRoute({
  getParentRoute: () => shell,
  path: '/templates/$id',
  component: lazyRouteComponent(() => import('../pages/templates/template.tsx'), 'Template'),
});

const compare = createRoute({
  getParentRoute: () => shell,
  path: '/templates/$id/compare',
  validateSearch: compareSearch,
  component: lazyRouteComponent(() => import('../pages/templates/compare.tsx'), 'Compare'),
});

const version = createRoute({
  getParentRoute: () => shell,
  path: '/templates/$id/versions/$versionId',
  component: lazyRouteComponent(() => import('../pages/templates/version.tsx'), 'Version'),
});

export const templateRoutes = [templates, library, template, compare, version] as const;
