import type { Instance } from '../instance.ts';
import type { Samples } from './api.ts';

/** Tries of each kind (P22: 1,000 in all). */
const TRIES = 500;

export const WRONG_PASSWORD = 'login with a wrong password';
export const UNKNOWN_ACCOUNT = 'login to no account';

/**
 * How long a refused login takes, for an account that is there and for one that isn't, in turns: their
 * medians must not tell which it was (P22). The limits of tries are lifted, by forgetting them.
 */
export async function runLogin(instance: Instance): Promise<Samples> {
  const samples: Samples = new Map([
    [WRONG_PASSWORD, []],
    [UNKNOWN_ACCOUNT, []],
  ]);
  for (let i = 0; i < TRIES; i += 1) {
    await instance.sql.query('delete from login_tries');
    samples.get(WRONG_PASSWORD)!.push(await refusedLogin(instance.url, instance.ownerEmail));
    samples.get(UNKNOWN_ACCOUNT)!.push(await refusedLogin(instance.url, `nobody${i}@example.com`));
  }
  return samples;
}

async function refusedLogin(url: string, email: string): Promise<number> {
  const body = JSON.stringify({ email, password: 'not the password of anybody' });
  const headers = { 'content-type': 'application/json' };
  const start = performance.now();
  const reply = await fetch(`${url}/auth/login`, { method: 'POST', headers, body });
  await reply.text();
  if (reply.status !== 401) throw new Error(`a wrong login was answered ${reply.status}`);
  return performance.now() - start;
}
