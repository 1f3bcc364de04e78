/** Codes of RFC 3463 (and 7372) that servers give for newsletters, in words with what to do. */
const MEANINGS: Record<string, string> = {
  '5.0.0': 'Refused, without saying why',
  '5.1.0': 'The address was not taken',
  '5.1.1': 'Nobody has this address; it is suppressed now',
  '5.1.2': 'The domain takes no mail; the address is suppressed now',
  '5.1.3': 'Not an address as this server knows them; it is suppressed now',
  '5.1.6': 'The mailbox has moved; the address is suppressed now',
  '5.1.8': 'The server doubts the sender’s address',
  '5.1.10': 'The domain takes no mail (null MX); the address is suppressed now',
  '5.2.1': 'The mailbox is closed; the address is suppressed now',
  '5.2.2': 'The mailbox is full; try again in some days',
  '5.2.3': 'The message is too large for this mailbox',
  '5.3.4': 'The message is too large for this server',
  '5.4.1': 'Nobody answered at the domain',
  '5.4.4': 'The domain can’t be reached',
  '5.5.0': 'The server didn’t understand something',
  '5.6.0': 'The server didn’t like the content',
  '5.7.0': 'Refused for a rule of the server',
  '5.7.1': 'Refused for a rule of the server: content, sender or reputation',
  '5.7.8': 'The relay didn’t take the credentials; look at the project',
  '5.7.23': 'SPF of the sender’s domain failed; look at its DNS',
  '5.7.25': 'The relay’s IP has no reverse DNS',
  '5.7.26': 'Neither SPF nor DKIM vouch for the sender; look at its DNS',
  '5.7.27': 'The sender’s domain takes no mail',
};

/** A reply's code in words. Without a code no server answered; without a reply the person was erased. */
export function failureMeaning(code: string | null, reply: string | null): string {
  if (code === null && reply === null) return 'No reply is kept of these';
  if (code === null) return 'No server answered, for as long as it was tried';
  const known = MEANINGS[code];
  if (known) return known;
  if (code.startsWith('4')) return 'Put off again and again, until the time to try was over';
  if (code.startsWith('5.7') || code === '554') return 'Refused for a rule of the server';
  if (code.startsWith('5.1')) return 'Something is wrong with the address';
  if (code.startsWith('5.2')) return 'Something is wrong with the mailbox';
  return 'Refused for good';
}
