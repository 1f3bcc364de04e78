import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase, testTenant } from '../../test/support/database.ts';
import { inTenant } from '../db/transaction.ts';
import type { Principal } from '../http/access.ts';
import { createTokenSigner } from '../lib/signed-token.ts';
import { enqueueEmails } from './enqueue.ts';
import { forgetBodies, forgetPerson } from './forget.ts';

const db = testDatabase();
const deps = {
  sender: {
    from: { address: 'news@example.com', name: 'News' },
    publicUrl: 'https://news.example.com',
    signer: createTokenSigner(['secret']),
  },
  suppressionKey: Buffer.alloc(32),
};

async function plant(addresses: string[]) {
  const { tenantId } = await testTenant(db);
  const actor = { type: 'api_key', id: tenantId } as const;
  const principal: Principal = { tenantId, actor, scopes: [], mode: 'live', role: null };
  const attachment = {
    filename: 'a',
    contentType: 'a/b',
    inlineId: null,
    content: Buffer.from('x'),
  };
  const draft = {
    ...{ from: { address: 'news@example.com', name: '' }, replyTo: null, subject: 'Hi {{name}}' },
    content: { html: '<p>', text: 't', hash: Buffer.alloc(32), attachments: [attachment] },
    ...{
      templateVersionId: null,
      projectId: null,
      unsubscribeLang: null,
      tags: ['t'],
      metadata: {},
      tracking: { opens: false, clicks: false },
    },
  };
  const recipients = addresses.map((address) => ({ address, data: { name: address } }));
  const made = await inTenant(db, tenantId, (tx) =>
    enqueueEmails(tx, deps, principal, draft, recipients, null),
  );
  const count = async (table: string) => {
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from ${sql.table(table)} where tenant_id = ${tenantId}`.execute(
      db.engine,
    );
    return rows[0]!.n;
  };
  const rows = async () => {
    const found = await sql<{
      to: string | null;
      subject: string | null;
      data: object;
      has: boolean;
    }>`
      select to_address as "to", subject, data, has_body as has from emails
      where tenant_id = ${tenantId} order by message_id`.execute(db.engine);
    return found.rows;
  };
  return { tenantId, ids: made.map((one) => one!.messageId), count, rows };
}

/** Ends the first `count` of these so many days ago. */
async function end(tenantId: string, ids: number[], days: number): Promise<void> {
  await sql`update messages set status = 'SENT', singly = false,
              finished_at = now() - ${days} * interval '1 day'
            where tenant_id = ${tenantId} and id = any(${ids}::bigint[])`.execute(db.engine);
  await sql`update emails set created_at = now() - interval '30 days'
            where tenant_id = ${tenantId}`.execute(db.engine);
}

test('content and values go a week after the end of the last one; the log stays', async () => {
  const { tenantId, ids, count, rows } = await plant(['a@example.com', 'b@example.com']);
  await end(tenantId, ids.slice(0, 1), 8);
  await forgetBodies(db.engine);
  expect(await rows()).toEqual([
    { to: 'a@example.com', subject: 'Hi a@example.com', data: {}, has: false },
    {
      to: 'b@example.com',
      subject: 'Hi b@example.com',
      data: { name: 'b@example.com' },
      has: true,
    },
  ]);
  // The other one waits for its attempt, and needs it.
  expect([await count('email_contents'), await count('email_attachments')]).toEqual([1, 1]);
  await end(tenantId, ids, 6);
  await forgetBodies(db.engine);
  expect(await count('email_contents')).toBe(1);
  await end(tenantId, ids, 8);
  await forgetBodies(db.engine);
  expect([await count('email_contents'), await count('email_attachments')]).toEqual([0, 0]);
  expect(await count('emails')).toBe(2);
});

test('P45: an erasure takes one person out of a batch, and the content with the last one', async () => {
  const { tenantId, count, rows } = await plant(['a@example.com', 'b@example.com']);
  const forget = (email: string) =>
    inTenant(db, tenantId, (tx) => forgetPerson(tx, tenantId, { id: tenantId, email }));
  await forget('a@example.com');
  expect((await rows()).map(({ to, subject }) => [to, subject])).toEqual([
    [null, null],
    ['b@example.com', 'Hi b@example.com'],
  ]);
  expect(await count('email_contents')).toBe(1);
  await forget('b@example.com');
  expect([await count('email_contents'), await count('email_attachments')]).toEqual([0, 0]);
  const { rows: left } = await sql<{ address: string | null }>`
    select address from messages where tenant_id = ${tenantId}`.execute(db.engine);
  expect(left).toEqual([{ address: null }, { address: null }]);
});
