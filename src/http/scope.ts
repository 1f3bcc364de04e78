/** What an API key may do (contract: Authentication, tenants, scopes). */
export const SCOPES = [
  'email:send',
  'email:read',
  'templates:read',
  'templates:write',
  'contacts:read',
  'contacts:write',
  'campaigns:read',
  'campaigns:write',
  'suppressions:read',
  'suppressions:write',
  'webhooks:manage',
] as const;
export type Scope = (typeof SCOPES)[number];
