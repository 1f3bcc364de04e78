import { SCOPES, type Scope } from './scope.ts';

/** What a member may do in a tenant, from the least to the most. */
export const ROLES = ['viewer', 'editor', 'owner'] as const;
export type Role = (typeof ROLES)[number];

/** Whether a role is the one that is asked for, or a higher one. */
export function isAtLeast(role: Role, asked: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(asked);
}

/** The scopes that a role stands for: a viewer reads, an editor also writes and sends, an owner does all. */
export function scopesOf(role: Role): Scope[] {
  return SCOPES.filter((scope) => isAtLeast(role, leastRole(scope)));
}

/** The lowest role that has the scope. */
export function leastRole(scope: Scope): Role {
  if (scope.endsWith(':read')) return 'viewer';
  return scope.endsWith(':write') || scope === 'email:send' ? 'editor' : 'owner';
}
