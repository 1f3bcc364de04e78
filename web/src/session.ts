import { useSyncExternalStore } from 'react';
import type { Operations } from './operations.ts';

export type Me = Operations['getMe']['reply'];
export type Tenant = Me['tenants'][number];

/** `starting` until it is known whether the browser still has a session. */
export type Session =
  | { state: 'starting' }
  | { state: 'signed-out' }
  | { state: 'signed-in'; me: Me; tenant: Tenant | null };

// The access token lives in this page's memory only; the refresh token in an HttpOnly cookie that no
// script can read.
let accessToken: string | null = null;
let session: Session = { state: 'starting' };
const listeners = new Set<() => void>();
/** Tells the other tabs that somebody signed out. */
const tabs = new BroadcastChannel('pressrun-session');
const TENANT = 'pressrun.tenant';

tabs.onmessage = () => forget();

export function useSession(): Session {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => session,
  );
}

/** The person and the tenant; only for pages behind the sign-in. */
export function useMe(): { me: Me; tenant: Tenant } {
  const now = useSession();
  if (now.state !== 'signed-in' || !now.tenant) throw new Error('no tenant is chosen');
  return { me: now.me, tenant: now.tenant };
}

export function credential(): string | null {
  return accessToken;
}

export function tenantId(): string | null {
  return session.state === 'signed-in' ? (session.tenant?.id ?? null) : null;
}

/** Takes over what a login answered. */
export function signIn(token: string, me: Me): void {
  accessToken = token;
  set({ state: 'signed-in', me, tenant: remembered(me) });
}

/** What is known of the person and their tenants after a change of either. */
export function learnMe(me: Me): void {
  if (session.state !== 'signed-in') return;
  const { tenant } = session;
  const same = me.tenants.find(({ id }) => id === tenant?.id);
  set({ state: 'signed-in', me, tenant: same ?? remembered(me) });
}

export function chooseTenant(tenant: Tenant): void {
  localStorage.setItem(TENANT, tenant.id);
  if (session.state === 'signed-in') set({ ...session, tenant });
}

/** Here and in the other tabs; the server was told before. */
export function signOut(): void {
  tabs.postMessage('signed-out');
  forget();
}

/**
 * A new access token for the cookie's refresh token, which works once: tabs take turns, for one that is
 * used twice ends the session (contract: Authentication). False when nobody is signed in any more.
 * `used`: the token that was refused; nothing is asked when another caller has renewed it meanwhile.
 */
export async function renew(used: string | null): Promise<boolean> {
  return navigator.locks.request('pressrun-refresh', async () => {
    if (accessToken !== used) return accessToken !== null;
    const response = await fetch('/auth/refresh', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    if (response.ok) accessToken = ((await response.json()) as { accessToken: string }).accessToken;
    else if (response.status < 500 && response.status !== 429) forget();
    return response.ok;
  });
}

/** Finds out once, at the start, whether the cookie still stands for somebody. */
export async function resume(loadMe: () => Promise<Me>): Promise<void> {
  try {
    if (await renew(null)) return signIn(accessToken!, await loadMe());
  } catch {
    // No answer: the sign-in page says so when it is used.
  }
  forget();
}

function remembered({ tenants }: Me): Tenant | null {
  const id = localStorage.getItem(TENANT);
  return tenants.find((tenant) => tenant.id === id) ?? tenants[0] ?? null;
}

function forget(): void {
  accessToken = null;
  set({ state: 'signed-out' });
}

function set(next: Session): void {
  session = next;
  for (const listener of listeners) listener();
}
