import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach } from 'vitest';

/** A request as it came: `body` is the raw bytes, because signatures are over them. */
export type SunkRequest = {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
};

/** What the sink answers. `never` keeps the connection open without an answer. */
export type SinkAnswer = {
  status?: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Runs after the request is recorded and before the answer. */
  before?: () => unknown;
  never?: boolean;
};

export type WebhookSink = {
  /** `http://127.0.0.1:PORT`, without a slash at its end. */
  url: string;
  requests: SunkRequest[];
  /** Answers by path: each entry once, in order, the last one again and again. 200 when none is set. */
  script(path: string, ...answers: SinkAnswer[]): void;
  at(path: string): SunkRequest[];
};

/** A real receiver of webhooks on a port of its own; forgets everything before each test. */
export function webhookSink(): WebhookSink {
  const scripts = new Map<string, SinkAnswer[]>();
  const sink: WebhookSink = {
    url: '',
    requests: [],
    script: (path, ...answers) => void scripts.set(path, answers),
    at: (path) => sink.requests.filter((request) => request.path === path),
  };
  const server = createServer(async (request, response) => {
    const path = request.url ?? '';
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = '', headers } = request;
    sink.requests.push({ method, path, headers, body: Buffer.concat(chunks) });
    await answer(response, nextAnswer(scripts.get(path)));
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    sink.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    sink.requests.length = 0;
    scripts.clear();
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return sink;
}

function nextAnswer(script: SinkAnswer[] | undefined): SinkAnswer {
  return (script && script.length > 1 ? script.shift() : script?.[0]) ?? {};
}

async function answer(response: ServerResponse, scripted: SinkAnswer): Promise<void> {
  await scripted.before?.();
  if (scripted.never) return;
  response.writeHead(scripted.status ?? 200, scripted.headers).end(scripted.body ?? 'ok');
}
