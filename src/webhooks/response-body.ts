/** How much of an answer is kept (P30). */
export const MAX_RESPONSE_BYTES = 4_096;

/** Reads the beginning of an answer's body and closes the rest. A body that breaks off is as it is. */
export async function readBeginning(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > MAX_RESPONSE_BYTES) break;
    }
  } catch {
    // The status has arrived already, and it alone decides.
  }
  return Buffer.concat(chunks);
}

/** As text of at most 4,096 bytes that ends with a whole character and can be stored. */
export function storableBody(bytes: Buffer): string {
  const text = decodeWhole(bytes.subarray(0, MAX_RESPONSE_BYTES)).replaceAll('\0', '\ufffd');
  const encoded = Buffer.from(text);
  // What isn't UTF-8 grows: each such byte becomes the three of U+FFFD.
  return encoded.length > MAX_RESPONSE_BYTES
    ? decodeWhole(encoded.subarray(0, MAX_RESPONSE_BYTES))
    : text;
}

/** Decodes without the beginning of a character that was cut off at the end. */
function decodeWhole(bytes: Buffer): string {
  return new TextDecoder().decode(bytes, { stream: true });
}
