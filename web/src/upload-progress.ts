/** From 0 to 1. */
export type OnProgress = (share: number) => void;

type Request = {
  method: string;
  headers: Headers;
  body: RequestInit['body'];
  signal: AbortSignal | undefined;
};

/** `fetch` for a large body: only the older interface tells how much of it has gone out. */
export function fetchWithProgress(
  url: string,
  { method, headers, body, signal }: Request,
  onProgress: OnProgress,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    request.open(method, url);
    headers.forEach((value, name) => {
      request.setRequestHeader(name, value);
    });
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onload = () => resolve(responseOf(request));
    request.onerror = () => reject(new TypeError('the connection failed'));
    request.onabort = () => reject(signal?.reason);
    request.onloadend = () => signal?.removeEventListener('abort', abort);
    signal?.addEventListener('abort', abort);
    request.send(body as XMLHttpRequestBodyInit);
  });
}

function responseOf(request: XMLHttpRequest): Response {
  const lines = request.getAllResponseHeaders().trim().split(/\r\n/);
  const headers = lines.map((line) => {
    const at = line.indexOf(':');
    return [line.slice(0, at), line.slice(at + 1).trim()] as [string, string];
  });
  return new Response(request.responseText, { status: request.status, headers });
}
