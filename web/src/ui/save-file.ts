import { download, type InputOf, type OperationName } from '../api.ts';
import { saveBlob } from './save-text.ts';

/** Asks for a file and gives it to the browser to keep, under the name that the server says. */
export async function saveFile<K extends OperationName>(
  operation: K,
  input: InputOf<K>,
): Promise<void> {
  const response = await download(operation, input);
  const disposition = response.headers.get('content-disposition') ?? '';
  const name = /filename="([^"]+)"/.exec(disposition)?.[1] ?? operation;
  saveBlob(name, await response.blob());
}
