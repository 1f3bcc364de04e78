import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseServerSentEvents, type ServerSentEvent } from './server-sent-events.ts';

/** The text in pieces of these sizes, in turn; the rest as one. */
function streamOf(text: string, sizes: number[]) {
  const bytes = new TextEncoder().encode(text);
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const size of sizes) {
    pieces.push(bytes.slice(at, at + size));
    at += size;
  }
  pieces.push(bytes.slice(at));
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      const piece = pieces.shift();
      if (piece) controller.enqueue(piece);
      else controller.close();
    },
    cancel: () => {
      cancelled = true;
    },
  });
  return { body, wasCancelled: () => cancelled };
}

async function parse(text: string, sizes: number[] = []): Promise<ServerSentEvent[]> {
  const events: ServerSentEvent[] = [];
  const { body } = streamOf(text, sizes);
  for await (const event of parseServerSentEvents(body, () => {})) events.push(event);
  return events;
}

const TEXT =
  ': still here\n\nevent: progress\ndata: {"name":"Zoë 😀"}\n\nevent:x\rdata:a\rdata\rdata: b\r\r' +
  'id: 4\r\ndata: last\r\n\r\nevent: cut\ndata: off\n';
const EVENTS = [
  { event: 'progress', data: '{"name":"Zoë 😀"}' },
  { event: 'x', data: 'a\n\nb' },
  { event: 'message', data: 'last' },
];

test('events are the same wherever the stream is cut in pieces', async () => {
  expect(await parse(TEXT)).toEqual(EVENTS);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 40 }), async (sizes) => {
      expect(await parse(TEXT, sizes)).toEqual(EVENTS);
    }),
    { numRuns: 300 },
  );
  expect(await parse(TEXT, new Array(TEXT.length * 2).fill(1))).toEqual(EVENTS);
});

test('who leaves the loop lets the connection go', async () => {
  const { body, wasCancelled } = streamOf(TEXT, [60]);
  for await (const _ of parseServerSentEvents(body, () => {})) break;
  expect(wasCancelled()).toBe(true);
});
