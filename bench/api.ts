/** The API as any client has it; every answer that isn't 2xx is an error. */
export type Api = {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body?: unknown): Promise<T>;
  /** The same with a body that is JSON already, for when making it must not be timed. */
  postText<T>(path: string, body: string | undefined): Promise<T>;
  /** A file of this type, sent as it is made. */
  postFile<T>(path: string, parts: AsyncIterable<Uint8Array>, type: string): Promise<T>;
  /** The same API for the holder of another key. */
  as(apiKey: string): Api;
};

export function createApi(url: string, apiKey: string): Api {
  const ask = async <T>(
    method: string,
    path: string,
    body?: RequestInit['body'],
    type = 'application/json',
  ): Promise<T> => {
    const headers: Record<string, string> = { authorization: `Bearer ${apiKey}` };
    if (body !== undefined) headers['content-type'] = type;
    const reply = await fetch(url + path, { method, headers, body, duplex: 'half' } as RequestInit);
    const answer = (await reply.json()) as T & { detail?: string };
    if (reply.ok) return answer;
    throw new Error(`${method} ${path} answered ${reply.status}: ${JSON.stringify(answer)}`);
  };
  const postText = <T>(path: string, body: string | undefined) => ask<T>('POST', path, body);
  return {
    get: (path) => ask('GET', path),
    postText,
    postFile: (path, parts, type) => ask('POST', path, ReadableStream.from(parts) as never, type),
    post: (path, body) => postText(path, body === undefined ? undefined : JSON.stringify(body)),
    as: (otherKey) => createApi(url, otherKey),
  };
}
