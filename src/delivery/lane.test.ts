import { pino } from 'pino';
import { expect, test } from 'vitest';
import { startSmtpSink } from '../../test/support/smtp-sink.ts';
import { newId } from '../lib/ids.ts';
import type { ClaimedMessage } from '../messages/claimed-message.ts';
import { parseSmtpTarget } from '../smtp/target.ts';
import { type AnyBatch, Batch } from './batch.ts';
import { Budget } from './budget.ts';
import { Lane } from './lane.ts';

const MESSAGE: ClaimedMessage = {
  ...{ id: 1, contactId: newId(), templateVersionId: newId(), address: 'ann@example.com' },
  ...{ attempts: 1, doubted: false, age: 0, externalId: null, locale: null, attributes: {} },
};

test('a claim that was on its way when the relay went down goes back at once', async () => {
  const sink = await startSmtpSink();
  sink.setScript(() => ({ reply: '421 4.7.28 unusual rate' }));
  const down = Promise.withResolvers<string>();
  const settled: AnyBatch[] = [];
  const lane = new Lane(
    {
      ...{ key: 'relay', target: parseSmtpTarget(sink.url), tenantId: null, mode: 'live' },
      ...{ relay: null, lookup: null },
    },
    {
      // biome-ignore lint/suspicious/noExplicitAny: nothing of it is composed
      programs: {} as any,
      budget: new Budget(1),
      log: pino({ level: 'silent' }),
      mayBegin: () => true,
      onResult: (batch) => settled.push(batch),
      onState: (_lane, reason) => reason !== null && down.resolve(reason),
    },
  );
  await down.promise;

  const claim = { tenantId: newId(), campaignId: newId(), token: newId(), retryWindow: 60 };
  const batch = new Batch(claim, [MESSAGE]);
  lane.add(batch, { weight: 1, quota: 1 });
  expect(settled).toEqual([batch]);
  expect(batch.takeRecording().results).toMatchObject([{ id: 1, status: 'QUEUED' }]);
  await lane.stop(0);
  await sink.close();
});
