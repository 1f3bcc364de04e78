import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testDatabase } from '../../test/support/database.ts';
import { importer, importServer, NDJSON } from '../../test/support/imports.ts';

const server = importServer(testDatabase());

// Few keys, so that rows meet: the same address, an externalId of somebody else's, newer and older consents.
const few = (...values: unknown[]) => fc.constantFrom(...values);
const row = fc.record(
  {
    email: few('a@example.com', 'A@Example.com ', 'b@example.com', 'c@example.com', 'nobody', null),
    externalId: few('x', 'y', 'z', null, '', 5),
    locale: few('es', 'en', null, 'pt'),
    optIn: few(true, false, 'yes'),
    consentVersion: few('v1', 'v2', 'v10', null),
    attributes: few({}, { n: 1 }, { n: 1, s: 'ñ' }, [], null),
    unknown: few(1),
  },
  { requiredKeys: ['email'] },
);
const files = fc.array(fc.array(row, { minLength: 1, maxLength: 25 }), {
  minLength: 1,
  maxLength: 3,
});

test('a file is taken as the same rows in bulk upserts, also in the dry run before', async () => {
  const property = fc.asyncProperty(files, async (rowsOfFiles) => {
    const [byFile, inBulk] = [await importer(server), await importer(server)];
    for (const rows of rowsOfFiles) {
      const text = rows.map((one) => `${JSON.stringify(one)}\n`).join('');
      const { body: bulk } = await inBulk.call('POST', '/contacts/bulk', { contacts: rows });
      const counts = (({ created, updated, unchanged, failed }) => ({
        created,
        updated,
        unchanged,
        failed,
      }))(bulk);
      const before = await byFile.contacts();
      expect(await byFile.take(text, '?dryRun=true', NDJSON)).toMatchObject(counts);
      expect(await byFile.contacts()).toEqual(before);
      const receipt = await byFile.take(text, '', NDJSON);
      expect(receipt).toMatchObject({ status: 'DONE', rows: rows.length, ...counts });
      const { body } = await byFile.call('GET', `/contacts/imports/${receipt.id}/failures`);
      const named = bulk.errors.map(({ index }: { index: number }) => String(index + 1));
      const failed = String(body)
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',', 1)[0]);
      expect(failed).toEqual(named);
      expect((await byFile.contacts()).map(withoutTimes)).toEqual(
        (await inBulk.contacts()).map(withoutTimes),
      );
    }
  });
  await fc.assert(property, { numRuns: 40 });
}, 60_000);

function withoutTimes(contact: { unsubscribedAt: string | null }) {
  return { ...contact, unsubscribedAt: contact.unsubscribedAt !== null };
}
