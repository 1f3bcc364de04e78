import { createRouter } from '@tanstack/react-router';
import { campaignRoutes } from './routes/campaigns.ts';
import { contactRoutes } from './routes/contacts.ts';
import { deliverRoutes } from './routes/deliver.ts';
import { doors } from './routes/doors.ts';
import { root, shell } from './routes/frame.ts';
import { overviewRoutes } from './routes/overview.ts';
import { settingsRoutes } from './routes/settings.ts';
import { templateRoutes } from './routes/templates.ts';
import { PageFault } from './ui/page-fault.tsx';

// One file per page under pages/, each loaded when it is first opened; one file of routes per area.
const pages = [
  ...overviewRoutes,
  ...campaignRoutes,
  ...contactRoutes,
  ...templateRoutes,
  ...deliverRoutes,
  ...settingsRoutes,
] as const;

export const router = createRouter({
  routeTree: root.addChildren([...doors, shell.addChildren(pages)]),
  basepath: '/app',
  defaultPreload: 'intent',
  defaultErrorComponent: PageFault,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
