import { simpleParser } from 'mailparser';
import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { caller, eventually, type RunningApp, runApp } from '../support/app.ts';
import { draft, importPeople, people, publishNews, untilStatus } from '../support/newsletter.ts';
import { PASSWORD, signIn, testUser } from '../support/people.ts';
import type { Call } from '../support/server.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';

// An owner asks an editor in by mail; the editor sends a campaign; then the owner removes them. Two
// processes share the database: what one does counts in the other (P21).

const secrets = ['a secret of two processes, 32 long'];
let sink: SmtpSink;
let app: RunningApp;
let second: RunningApp;

beforeAll(async () => {
  sink = await startSmtpSink({ keep: 'full' });
  app = await runApp({ smtpUrl: sink.url, secrets });
  second = await runApp({ smtpUrl: sink.url, secrets, databaseUrl: app.db.url }, 'api');
  return () => sink.close();
});

async function invitedEditor(owner: Call, tenantId: string) {
  const email = 'editor@example.com';
  await owner('POST', `/tenants/${tenantId}/members`, { email, role: 'editor' });
  const [copy] = await eventually(
    async () => sink.ledger.copiesOf(email),
    (copies) => copies.length === 1,
  );
  const { text } = await simpleParser(copy!.raw!);
  const token = /#token=(\S+)/.exec(text ?? '')![1]!;
  const password = 'the editor’s own password';
  const reply = await caller(second.url, null)('POST', '/auth/invitations/accept', {
    ...{ token, password, name: 'Ed Itor' },
  });
  expect([reply.status, reply.body.tenant.role]).toEqual([200, 'editor']);
  const signedIn = await signIn(second.url, email, password);
  return { id: reply.body.user.id as string, ...signedIn, secrets: [token, password] };
}

/** Every row of every table, the job queue's as well, as text. */
async function dump(): Promise<string> {
  const client = new pg.Client({ connectionString: app.db.url });
  await client.connect();
  const { rows } = await client.query(`
    select format('%I.%I', n.nspname, c.relname) as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'graphile_worker') and c.relkind = 'r'`);
  let text = '';
  for (const { name } of rows) {
    const found = await client.query(`select to_jsonb(t)::text as row from ${name} t`);
    text += found.rows.map(({ row }) => row).join('\n');
  }
  await client.end();
  return text;
}

test('P20, P21: an editor sends a campaign by session; no secret is stored; removed, they are out', async () => {
  const { tenantId } = app.tenant;
  const user = await testUser(app.db, { [tenantId]: 'owner' });
  const owner = (await signIn(app.url, user.email)).call;
  const editor = await invitedEditor(owner, tenantId);

  await importPeople(editor.call, people(3));
  const id = await draft(editor.call, await publishNews(editor.call));
  expect((await editor.call('POST', `/campaigns/${id}/send`)).status).toBe(202);
  const { stats } = await untilStatus(editor.call, id, 'SENT');
  expect(stats).toMatchObject({ audience: 3, sent: 3 });
  expect(sink.ledger.copiesOf('person0@example.com')).toHaveLength(1);
  expect((await editor.call('GET', `/tenants/${tenantId}/invitations`)).status).toBe(403);

  const dumped = await dump();
  expect(dumped).toContain('editor@example.com');
  for (const secret of [...editor.secrets, editor.accessToken, editor.refreshToken, PASSWORD]) {
    // Octets stand in a dump as hex.
    for (const form of [secret, Buffer.from(secret).toString('hex')]) {
      expect(dumped.includes(form), `a dump has ${form} in it`).toBe(false);
    }
  }

  expect((await owner('DELETE', `/tenants/${tenantId}/members/${editor.id}`)).status).toBe(200);
  for (const url of [app.url, second.url]) {
    const { status } = await caller(url, editor.accessToken)('GET', '/campaigns');
    expect([url, status]).toEqual([url, 401]);
    const { refreshToken } = editor;
    const refreshed = await caller(url, null)('POST', '/auth/refresh', { refreshToken });
    expect([url, refreshed.status]).toEqual([url, 401]);
  }
});
