export type ServerSentEvent = { event: string; data: string };

/**
 * Events of a `text/event-stream` (HTML standard §9.2.6), as far as Pressrun uses it: `event`,
 * `data` and comments. `heard` is called at every chunk, comments included. An event that is cut off
 * at the end of the stream is dropped, as the standard has it.
 */
export async function* parseServerSentEvents(
  body: ReadableStream<Uint8Array>,
  heard: () => void,
): AsyncGenerator<ServerSentEvent> {
  let event = '';
  let data: string[] = [];
  for await (const line of linesOf(body, heard)) {
    if (line === '') {
      if (data.length > 0) yield { event: event || 'message', data: data.join('\n') };
      event = '';
      data = [];
      continue;
    }
    const [, name, value] = /^([^:]*)(?:: ?(.*))?$/s.exec(line)!;
    if (name === 'event') event = value ?? '';
    if (name === 'data') data.push(value ?? '');
  }
}

async function* linesOf(
  body: ReadableStream<Uint8Array>,
  heard: () => void,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      heard();
      const lines = (rest + decoder.decode(value, { stream: true })).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop()!;
      yield* lines;
    }
  } finally {
    // Who leaves the loop early lets the connection go.
    await reader.cancel().catch(() => {});
  }
}
