import type { Scope } from './scopes.ts';

/** Requests that change nothing, by the scope that allows them. */
const READING: Partial<Record<Scope, string>> = {
  'contacts:read': '/contacts?limit=1',
  'campaigns:read': '/campaigns?limit=1',
  'templates:read': '/templates?limit=1',
  'email:read': '/emails/logs?limit=1',
  'suppressions:read': '/suppressions?limit=1',
  'webhooks:manage': '/webhooks/endpoints',
};

type Writing = { method: 'POST' | 'PUT'; path: string; body: object };

/** Requests that change little. */
const WRITING: Partial<Record<Scope, (email: string) => Writing>> = {
  'contacts:write': (email) => ({ method: 'PUT', path: '/contacts', body: { email } }),
  'templates:write': () => ({
    method: 'POST',
    path: '/templates',
    body: { name: 'Made with curl', subject: 'Hello', htmlBody: '<p>Hello</p>' },
  }),
  'campaigns:write': () => ({
    method: 'POST',
    path: '/campaigns',
    body: { name: 'Made with curl' },
  }),
  'suppressions:write': () => ({
    method: 'POST',
    path: '/suppressions',
    body: { email: 'nobody@example.com', reason: 'manual' },
  }),
};

/** A command for a terminal that works with this key as it stands; mail goes to `email` only. */
export function curlExample(
  { key, scopes }: { key: string; scopes: readonly string[] },
  { origin, email }: { origin: string; email: string },
): string {
  const command = (path: string, rest: string[] = []) =>
    [`curl ${quoted(origin + path)}`, `-H 'Authorization: Bearer ${key}'`, ...rest].join(' \\\n  ');
  const withBody = ({ method, path, body }: Writing) =>
    command(path, [
      ...(method === 'POST' ? [] : [`-X ${method}`]),
      "-H 'Content-Type: application/json'",
      `-d ${quoted(JSON.stringify(body))}`,
    ]);
  if (scopes.includes('email:send')) {
    const mail = { to: email, subject: 'Hello from Pressrun', htmlBody: '<p>It works.</p>' };
    return withBody({ method: 'POST', path: '/emails/send', body: mail });
  }
  const [, path] = Object.entries(READING).find(([scope]) => scopes.includes(scope)) ?? [];
  if (path) return command(path);
  const [, write] = Object.entries(WRITING).find(([scope]) => scopes.includes(scope))!;
  return withBody(write(email));
}

/** In single quotes, as a POSIX shell reads it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
