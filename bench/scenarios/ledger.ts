import { draft, type Tenant } from '../audience.ts';
import { type Figure, figureOf, type Latency } from '../figure.ts';
import type { Instance } from '../instance.ts';
import { familyCpuSeconds } from '../proc.ts';
import { type Measured, runProgram } from '../programs.ts';
import { settle } from './engine.ts';

type Subject = {
  instance: Instance;
  tenant: Tenant;
  versionId: string;
  /** Who is in the audience. */
  count: number;
  /** Everyone unless given. */
  audienceFilter?: object;
};

/** Fan-out alone: one ledger row per recipient, no worker delivers meanwhile. */
export async function runFanOut(name: string, subject: Subject): Promise<Figure> {
  await settle(subject.instance);
  const campaignId = await sendWithoutWorker(subject);
  const figure = await fanOutAlone(name, subject, campaignId);
  await dropCampaign(subject.instance, campaignId);
  return figure;
}

/** Claims of several sizes from a ledger with this many rows; older campaigns' rows are made up. */
export async function runClaims(
  subject: Subject,
  ledgerRows: number,
  sizes: number[],
  samples: number,
): Promise<{ latencies: Latency[]; rows: number }> {
  const { instance, tenant } = subject;
  await loadLedger(instance, tenant.tenantId, ledgerRows - subject.count);
  const campaignId = await sendWithoutWorker(subject);
  await fanOutAlone('', subject, campaignId);
  await settle(instance);
  const { databaseUrl } = instance;
  const input = { databaseUrl, tenantId: tenant.tenantId, campaignId, sizes, samples };
  const latencies = await runProgram<Latency[]>('claims', input);
  const { rows } = await instance.sql.query('select count(*)::int as rows from messages');
  await dropCampaign(instance, campaignId);
  return { latencies, rows: rows[0].rows };
}

/** SENDING, with its fan-out still to do: no process runs jobs. */
async function sendWithoutWorker({ tenant, versionId, audienceFilter }: Subject): Promise<string> {
  const campaignId = await draft(tenant, versionId, audienceFilter);
  await tenant.api.post(`/campaigns/${campaignId}/send`);
  return campaignId;
}

async function fanOutAlone(name: string, subject: Subject, campaignId: string): Promise<Figure> {
  const { instance, tenant, count } = subject;
  const { dataDir, databaseUrl, postgresPid } = instance;
  const before = familyCpuSeconds(postgresPid);
  const input = { dataDir, databaseUrl, tenantId: tenant.tenantId, campaignId };
  const measured = await runProgram<Measured>('fan-out', input);
  const others = { PostgreSQL: familyCpuSeconds(postgresPid) - before };
  return figureOf(name, 'rows/s', count, measured, others);
}

/** So that the next worker finds neither its queue nor its jobs. */
async function dropCampaign({ sql }: Instance, campaignId: string): Promise<void> {
  await sql.query('select graphile_worker.remove_job($1)', [`fan_out:${campaignId}`]);
  await sql.query('delete from claims where campaign_id = $1', [campaignId]);
  await sql.query('delete from messages where campaign_id = $1', [campaignId]);
  await sql.query('delete from campaigns where id = $1', [campaignId]);
}

const OLD_CAMPAIGN_ROWS = 1_000_000;

/** Rows of finished campaigns of a million recipients each, all SENT, written by SQL. */
async function loadLedger({ sql }: Instance, tenantId: string, wanted: number): Promise<void> {
  const { rows } = await sql.query('select count(*)::int as there from messages');
  for (let left = wanted - rows[0].there; left > 0; left -= OLD_CAMPAIGN_ROWS) {
    await sql.query(
      `insert into messages (tenant_id, campaign_id, contact_id, template_version_id, address,
                             status, attempts, reason, finished_at)
       select $1, k.id, ('00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, k.id,
              'reader' || i || '@example.com', 'SENT', 1, '250 2.0.0 Ok: queued as 4BF1234567', now()
       from (select gen_random_uuid() as id offset 0) k, generate_series(1, $2::int) i`,
      [tenantId, Math.min(left, OLD_CAMPAIGN_ROWS)],
    );
  }
}
