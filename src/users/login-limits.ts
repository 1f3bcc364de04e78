import { createHash } from 'node:crypto';
import type { Database } from '../db/database.ts';
import { TooManyTries } from '../lib/errors.ts';
import { addTry, deleteOldTries, removeTries, removeTry } from './tries-store.ts';

/** At most so many within so many seconds, counted in the database for all processes. */
type Limit = { name: string; most: number; seconds: number };

/** Contract: 15 requests per 15 minutes. A client is who asks for which account from where. */
const REQUESTS: Limit = { name: 'login requests', most: 15, seconds: 900 };
/** P22: wrong passwords and codes. */
const WRONG_FOR_ACCOUNT: Limit = { name: 'account', most: 10, seconds: 600 };
const WRONG_FROM_ADDRESS: Limit = { name: 'address', most: 100, seconds: 600 };
/** Mails that anybody can have sent to an account. */
const RESET_MAILS: Limit = { name: 'reset mails', most: 5, seconds: 3_600 };

/** A try is counted before its password is looked at, so that many at once can't slip through. */
export type Try = {
  /** It was right: this try, and the account's wrong ones before, are forgotten. */
  succeeded(): Promise<void>;
  /** It was right as far as it went: only this try is forgotten. */
  undo(): Promise<void>;
};

/**
 * Counts a request to a login route: from this IP address, about this account or token. 429 with
 * Retry-After above 15 in 15 minutes. Not per IP address alone: an office behind one would lock
 * itself out; the 100 wrong ones of P22 are what stops a guesser there.
 */
export async function countRequest(db: Database, ip: string, about: string): Promise<void> {
  await take(db, REQUESTS, `${ip} ${about}`);
}

/**
 * Counts a try to prove oneself: 429 with Retry-After after 10 wrong ones in 10 minutes for the
 * account, whether there is one or not, or 100 from the IP address (P22).
 */
export async function beginTry(db: Database, ip: string, account: string): Promise<Try> {
  const fromAddress = await take(db, WRONG_FROM_ADDRESS, ip);
  const forAccount = await take(db, WRONG_FOR_ACCOUNT, account);
  const forget = () => removeTry(db.app, hash(WRONG_FROM_ADDRESS, ip), fromAddress);
  return {
    succeeded: async () => {
      await forget();
      await removeTries(db.app, hash(WRONG_FOR_ACCOUNT, account));
    },
    undo: async () => {
      await forget();
      await removeTry(db.app, hash(WRONG_FOR_ACCOUNT, account), forAccount);
    },
  };
}

/** Forgets the account's wrong tries: its owner proved to read its mail. */
export async function forgetTries(db: Database, account: string): Promise<void> {
  await removeTries(db.app, hash(WRONG_FOR_ACCOUNT, account));
}

/** Whether the account may be sent another reset mail; the caller doesn't tell. */
export async function mayMailReset(db: Database, email: string): Promise<boolean> {
  const { most, seconds } = RESET_MAILS;
  const taken = await addTry(db.app, hash(RESET_MAILS, email), most, seconds);
  return taken.at !== null;
}

/** Forgets tries that count no longer. */
export async function forgetOldTries(db: Database): Promise<void> {
  await deleteOldTries(db.app);
}

async function take(db: Database, limit: Limit, about: string): Promise<string> {
  const { at, waitSeconds } = await addTry(db.app, hash(limit, about), limit.most, limit.seconds);
  if (at !== null) return at;
  throw new TooManyTries(
    `Too many tries; try again in ${Math.ceil(waitSeconds / 60)} minutes`,
    waitSeconds,
  );
}

/** Addresses are personal: the database has only what they hash to. */
function hash({ name }: Limit, about: string): Buffer {
  return createHash('sha256').update(`${name} ${about}`).digest();
}
