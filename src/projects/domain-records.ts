import { Resolver } from 'node:dns/promises';
import type { Clock } from '../lib/clock.ts';
import { dmarcRecordIn, organisationOf, walkOf } from './organisation.ts';

/** What DNS says of a domain that mail comes from; `null`: it couldn't be asked in time. */
export type DomainReport = { hasDmarc: boolean; hasSpf: boolean; organisation: string } | null;

/** What receivers will find in DNS, remembered for a while in this process. */
export type DomainRecords = {
  /** Never throws, and answers within DEADLINE_MS. */
  find(domain: string): Promise<DomainReport>;
  /** The same without a question to anybody: null where nothing is remembered. */
  known(domain: string): DomainReport;
};

/** A pre-flight answers within three seconds, whatever DNS does. */
const DEADLINE_MS = 2_000;
const REMEMBERED_MS = 5 * 60_000;
/** A resolver that is away may be back soon. */
const FAILURE_REMEMBERED_MS = 20_000;
const MOST_REMEMBERED = 1_000;

type Remembered = { report: DomainReport; until: number };

/** `servers`: which resolvers to ask, as `address:port`; the machine's own unless given. */
export function createDomainRecords(clock: Clock, servers?: readonly string[]): DomainRecords {
  const remembered = new Map<string, Remembered>();
  const recall = (domain: string) => {
    const found = remembered.get(domain);
    return found && found.until > clock.monotonic() ? found : undefined;
  };
  return {
    known: (domain) => recall(domain)?.report ?? null,
    async find(domain) {
      const found = recall(domain);
      if (found) return found.report;
      const report = await ask(domain, servers);
      const until = clock.monotonic() + (report ? REMEMBERED_MS : FAILURE_REMEMBERED_MS);
      remembered.delete(domain);
      remembered.set(domain, { report, until });
      const [oldest] = remembered.keys();
      if (remembered.size > MOST_REMEMBERED) remembered.delete(oldest as string);
      return report;
    },
  };
}

/** All questions at once: the walk has at most eight, and none depends on another's answer. */
async function ask(domain: string, servers?: readonly string[]): Promise<DomainReport> {
  const resolver = new Resolver({ timeout: 1_000, tries: 2 });
  if (servers) resolver.setServers(servers);
  const deadline = setTimeout(() => resolver.cancel(), DEADLINE_MS);
  try {
    const walk = walkOf(domain);
    const [own, ...policies] = await Promise.all([
      textsAt(resolver, domain),
      ...walk.map((name) => textsAt(resolver, `_dmarc.${name}`)),
    ]);
    const records = walk.map((name, i) => dmarcRecordIn(name, policies[i] as string[]));
    const found = records.filter((record) => record !== null);
    // RFC 7208 section 4.5: with several nobody passes.
    const spf = own.filter((text) => /^v=spf1(?: |$)/i.test(text));
    return {
      hasDmarc: found.length > 0,
      hasSpf: spf.length === 1,
      organisation: organisationOf(domain, found),
    };
  } catch {
    return null;
  } finally {
    clearTimeout(deadline);
  }
}

/** No such name and no such record are answers; everything else is none, and is thrown. */
async function textsAt(resolver: Resolver, name: string): Promise<string[]> {
  try {
    return (await resolver.resolveTxt(name)).map((parts) => parts.join(''));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTFOUND' || code === 'ENODATA') return [];
    throw error;
  }
}
