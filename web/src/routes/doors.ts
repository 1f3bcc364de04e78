import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from './frame.ts';

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  // Only a page of the dashboard: nobody is sent elsewhere by a link.
  validateSearch: (search: Record<string, unknown>): { next?: string } =>
    typeof search.next === 'string' && /^\/(?!\/)/.test(search.next) ? { next: search.next } : {},
  component: lazyRouteComponent(() => import('../pages/doors/sign-in.tsx'), 'SignIn'),
});

const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: '/forgot-password',
  component: lazyRouteComponent(
    () => import('../pages/doors/forgot-password.tsx'),
    'ForgotPassword',
  ),
});

const resetPassword = createRoute({
  getParentRoute: () => root,
  path: '/reset-password',
  component: lazyRouteComponent(() => import('../pages/doors/reset-password.tsx'), 'ResetPassword'),
});

const acceptInvitation = createRoute({
  getParentRoute: () => root,
  path: '/accept-invitation',
  component: lazyRouteComponent(
    () => import('../pages/doors/accept-invitation.tsx'),
    'AcceptInvitation',
  ),
});

/** Pages for who is not signed in. */
export const doors = [signIn, forgotPassword, resetPassword, acceptInvitation] as const;
