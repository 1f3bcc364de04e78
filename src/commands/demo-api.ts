/** Asks over HTTP, as any client would. Throws on each answer that isn't 2xx, and once aborted. */
export type DemoApi = {
  url: string;
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body?: unknown): Promise<T>;
};

export function createDemoApi(url: string, apiKey: string, signal: AbortSignal): DemoApi {
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    // What is under way is finished, so that the stop finds nothing to wait for.
    signal.throwIfAborted();
    const headers: Record<string, string> = { authorization: `Bearer ${apiKey}` };
    if (body !== undefined) headers['content-type'] = 'application/json';
    const reply = await fetch(url + path, { method, headers, body: JSON.stringify(body) });
    const answer = (await reply.json()) as T & { message?: string };
    if (reply.ok) return answer;
    throw new Error(`${method} ${path} answered ${reply.status}: ${answer.message}`);
  };
  return {
    url,
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
  };
}
