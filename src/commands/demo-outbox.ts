import type { DemoApi } from './demo-api.ts';

type Entry = { id: string; to: string };
type Page = { data: Entry[]; meta: { totalPages: number } };
type Message = { html: string | null };

/**
 * Counts outside of the database what came out of SMTP: each reader once, each tester once, nobody
 * else. Throws an Error that names the first address that is wrong.
 */
export async function checkOutbox(
  api: DemoApi,
  readers: string[],
  testers: string[],
): Promise<void> {
  const copies = new Map([...readers, ...testers].map((address) => [address, 0]));
  for await (const { to } of allEntries(api)) {
    const before = copies.get(to);
    if (before === undefined) throw new Error(`${to} got a message and should not have`);
    copies.set(to, before + 1);
  }
  for (const [address, number] of copies) {
    if (number !== 1) throw new Error(`the outbox has ${number} messages for ${address}, not one`);
  }
}

/** The link in the message's HTML, where a reader would click. */
export async function unsubscribeLink(api: DemoApi, address: string): Promise<string> {
  const query = `format=json&limit=1&q=${encodeURIComponent(address)}`;
  const { data } = await api.get<Page>(`/outbox?${query}`);
  const message = data[0] && (await api.get<Message>(`/outbox/${data[0].id}?format=json`));
  const link = /href="([^"]+\/u\/[^"]+)"/.exec(message?.html ?? '')?.[1];
  if (!link) throw new Error(`the message for ${address} has no unsubscribe link`);
  return link;
}

async function* allEntries(api: DemoApi): AsyncGenerator<Entry> {
  let pages = 1;
  for (let page = 1; page <= pages; page += 1) {
    const { data, meta } = await api.get<Page>(`/outbox?format=json&limit=100&page=${page}`);
    pages = meta.totalPages;
    yield* data;
  }
}
