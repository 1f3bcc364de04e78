/** Pasted addresses as the file that the import takes: `Ana <ana@example.com>, ben@…` too. */
export function csvOfAddresses(text: string): string {
  const addresses = text
    .split(/[\n,;]+/)
    .flatMap((part) => /<([^<>]+)>/.exec(part)?.[1] ?? part.trim().split(/\s+/))
    .filter((address) => address !== '');
  const cells = addresses.map((address) => `"${address.replaceAll('"', '""')}"`);
  return ['email', ...cells].join('\n');
}
