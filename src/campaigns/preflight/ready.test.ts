import fc from 'fast-check';
import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import type { RunningApp } from '../../../test/support/app.ts';
import { draft, importPeople, people } from '../../../test/support/newsletter.ts';
import {
  CLEAN_HTML,
  CLEAN_ZONE,
  POSTAL_ADDRESS,
  type Publisher,
  preflight,
  publisher,
  publishVariant,
  runWithDns,
  type ShownFinding,
} from '../../../test/support/preflight.ts';
import { CHOOSABLE_FINDINGS } from '../../lib/finding.ts';

let app: RunningApp;

beforeAll(async () => {
  ({ app } = await runWithDns(CLEAN_ZONE));
});

const LINK = '<a href="{{unsubscribeUrl}}">Unsubscribe</a>';
const BODIES = [
  CLEAN_HTML,
  `<p>{{postalAddress}} {{firstName}} ${LINK}</p>`,
  `<a href="#"></a><img src="a.png">${LINK}`,
  '<p>{{postalAddress}} without a link</p>',
  `<p>${'0123456789 '.repeat(10_000)}{{postalAddress}}${LINK}</p>`,
];

/** What an author could have made of a campaign. */
const MADE = fc.record({
  body: fc.constantFrom(...BODIES),
  spanish: fc.option(fc.constantFrom(...BODIES)),
  locales: fc.array(fc.constantFrom('es', 'fr', null), { maxLength: 3 }),
  filter: fc.constantFrom({}, { locale: 'es' }, { locale: null }, { optIn: false }),
  hasAddress: fc.boolean(),
  hasName: fc.boolean(),
  from: fc.constantFrom(null, 'news@bare.example', 'news@gmail.com'),
  version: fc.constantFrom('published', 'published', 'draft', 'none'),
  projectGone: fc.nat({ max: 5 }).map((n) => n === 0),
  blocking: fc.subarray(CHOOSABLE_FINDINGS),
});

/** Both kinds are among the cases whatever is drawn. */
const READY: Made = {
  ...{ body: CLEAN_HTML, spanish: null, locales: [null], filter: {}, hasAddress: true },
  ...{ hasName: true, from: null, version: 'published', projectGone: false, blocking: [] },
};

type Made = typeof MADE extends fc.Arbitrary<infer T> ? T : never;

test('P46: what the pre-flight calls ready is never refused, and what it blocks is refused with the same findings', async () => {
  const seen = { ready: 0, refused: 0 };
  const its = await publisher(app, 0);
  await fc.assert(
    fc.asyncProperty(MADE, async (made) => {
      await forgetPeople(its.tenantId);
      const id = await campaignOf(its, made);
      const shown = await preflight(its.call, id);
      const { status, body } = await its.call('POST', `/campaigns/${id}/send`);
      expect(status).toBe(shown.ready ? 202 : 422);
      seen[shown.ready ? 'ready' : 'refused'] += 1;
      if (shown.ready) return;
      const blocking = shown.findings.filter(({ severity }) => severity === 'blocking');
      expect(body.preflight.findings.map(essence)).toEqual(blocking.map(essence));
      expect(body.errors.map(({ path }: { path: string }) => path)).toEqual(
        blocking.map(({ path }) => path),
      );
      expect(body.preflight.audience).toBe(shown.audience);
    }),
    { numRuns: 20, examples: [[READY], [{ ...READY, version: 'draft' }]] },
  );
  expect(Math.min(seen.ready, seen.refused)).toBeGreaterThan(0);
}, 120_000);

/** Samples may be of others. */
function essence({ code, severity, path, count }: ShownFinding) {
  return [code, severity, path, count];
}

async function campaignOf(its: Publisher, made: Made): Promise<string> {
  const { call } = its;
  const attributes = made.hasName ? { firstName: 'Ana' } : {};
  await importPeople(
    call,
    people(made.locales.length, (i) => ({ locale: made.locales[i], attributes })),
  );
  const version = await its.publish({ htmlBody: made.body });
  if (made.spanish) {
    await publishVariant(call, version, { locale: 'es', htmlBody: made.spanish });
  }
  await its.set({
    postalAddress: made.hasAddress ? POSTAL_ADDRESS : null,
    preflight: { blocking: made.blocking },
  });
  const relay = { host: 'smtp.relay.example', fromEmail: made.from };
  const project = await call('POST', '/projects', { name: 'P', ...(made.from ? relay : {}) });
  const projectId = project.body.id;
  const id = await draft(call, version.versionId, { audienceFilter: made.filter, projectId });
  if (made.projectGone) await forgetProject(id);
  if (made.version === 'none') await call('PATCH', `/campaigns/${id}`, { templateVersionId: null });
  if (made.version === 'draft') {
    await call('POST', `/templates/${version.templateId}/versions/${version.versionId}/unpublish`);
  }
  return id;
}

async function forgetPeople(tenantId: string): Promise<void> {
  await sql`delete from contacts where tenant_id = ${tenantId}`.execute(app.db.engine);
}

/** As if it had been deleted while the campaign was a draft. */
async function forgetProject(id: string): Promise<void> {
  await sql`update campaigns set project_id = gen_random_uuid()::text where id = ${id}`.execute(
    app.db.engine,
  );
}
