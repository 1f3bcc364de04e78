import { sql } from 'kysely';
import { simpleParser } from 'mailparser';
import { inTenant } from '../../src/db/transaction.ts';
import { setTracking } from '../../src/tenants/service.ts';
import type { RunningApp } from './app.ts';
import type { SmtpSink } from './smtp-sink.ts';

/** What a person's mail program calls itself. */
export const READER =
  'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.5.0';

/** The HTML of the only message to this address. */
export async function htmlTo(sink: SmtpSink, address: string): Promise<string> {
  const copies = sink.ledger.copiesOf(address);
  if (copies.length !== 1) throw new Error(`${copies.length} copies to ${address}`);
  return (await simpleParser(copies[0]!.raw!)).html || '';
}

/** The addresses of its links, in their order. */
export function linksOf(html: string): string[] {
  return [...html.matchAll(/<a [^>]*href=(["'])(.*?)\1/g)].map(([, , href]) =>
    href!.replaceAll('&amp;', '&'),
  );
}

/** The address of its pixel; undefined without one. */
export function pixelOf(html: string): string | undefined {
  return /<img src="([^"]*\/track\/o\/[^"]*)"/.exec(html)?.[1];
}

/** Asks for a link or a pixel without following it. */
export function visit(url: string, headers: Record<string, string> = {}, method = 'GET') {
  return fetch(url, { method, redirect: 'manual', headers: { 'user-agent': READER, ...headers } });
}

/** Lets a minute pass since everything that this tenant has was accepted, opened or clicked. */
export async function minutePasses({ db }: RunningApp, tenantId: string): Promise<void> {
  await sql`update messages set finished_at = finished_at - interval '1 minute'
            where tenant_id = ${tenantId} and finished_at is not null`.execute(db.engine);
  await sql`update message_hits set created_at = created_at - interval '1 minute'
            where tenant_id = ${tenantId}`.execute(db.engine);
}

/** Has a tenant's mail tracked from now on. */
export function track({ db }: RunningApp, tenantId: string, opens = true, clicks = true) {
  return inTenant(db, tenantId, (tx) =>
    setTracking(tx, tenantId, { trackOpens: opens, trackClicks: clicks }),
  );
}
