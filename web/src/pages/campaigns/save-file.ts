/** Has the browser keep this text as a file. */
export function saveFile(name: string, type: string, text: string): void {
  // A byte order mark: spreadsheets take the file for their own code page without one.
  const url = URL.createObjectURL(new Blob(['\u{FEFF}', text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // Not before the download has begun with it.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
