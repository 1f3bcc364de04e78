import { download, type InputOf, type OperationName } from '../api.ts';

/** Asks for a file and gives it to the browser to keep, under the name that the server says. */
export async function saveFile<K extends OperationName>(
  operation: K,
  input: InputOf<K>,
): Promise<void> {
  const response = await download(operation, input);
  const disposition = response.headers.get('content-disposition') ?? '';
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = /filename="([^"]+)"/.exec(disposition)?.[1] ?? operation;
  link.click();
  // The browser has taken it over long before.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
