import { createRootRoute, createRoute, Outlet } from '@tanstack/react-router';
import { NotFound } from '../ui/not-found.tsx';
import { Shell } from '../ui/shell.tsx';

export const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

/** Everything behind the sign-in. */
export const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell });
