/** What a file may be: its text, its octets, a Blob, or a stream of octets (an async iterable too). */
export type FileContent =
  | string
  | Uint8Array<ArrayBuffer>
  | Blob
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>;

/** What fetch takes. */
export type Body = NonNullable<RequestInit['body']>;

/** The body of a request that is a file of this type. */
export class SentFile {
  readonly type: string;
  readonly isGzip: boolean;
  readonly body: Body;
  /** A stream is gone once it was sent: the request can't be made again. */
  readonly isStream: boolean;

  constructor(content: FileContent, type: string, isGzip: boolean) {
    this.type = type;
    this.isGzip = isGzip;
    this.isStream = isIterable(content) || content instanceof ReadableStream;
    this.body = isIterable(content) ? streamOf(content) : content;
  }
}

function isIterable(content: FileContent): content is AsyncIterable<Uint8Array> {
  return (
    typeof content === 'object' &&
    !(content instanceof ReadableStream) &&
    Symbol.asyncIterator in content
  );
}

/** By hand: `ReadableStream.from` isn't in every browser yet. */
function streamOf(parts: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = parts[Symbol.asyncIterator]();
  return new ReadableStream({
    pull: async (controller) => {
      const { value, done } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: async (reason) => {
      await iterator.return?.(reason);
    },
  });
}
