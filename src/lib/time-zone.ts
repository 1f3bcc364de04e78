const ZONE_NAME = /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/;

/**
 * What ICU still calls by a name that the IANA database has given up (its file `backward`); it takes
 * the present name and answers with the old one.
 */
const PRESENT_NAMES: Record<string, string> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Coral_Harbour': 'America/Atikokan',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
};

// By the name in lower case. Only valid names get in, of which there are about 600. Making a format to
// ask costs 50 µs; a bulk upsert asks a thousand times.
const known = new Map<string, string>();

/**
 * The one name of a zone of the IANA database: its present name, in its own case, whatever alias or
 * case was written (`asia/calcutta` is `Asia/Kolkata`). Null for any other text. `+01:00` is an
 * offset, not a zone: it has no DST.
 */
export function canonicalTimeZone(name: string): string | null {
  const key = name.toLowerCase();
  const found = known.get(key);
  if (found) return found;
  if (!ZONE_NAME.test(name)) return null;
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    const canonical = PRESENT_NAMES[timeZone] ?? timeZone;
    known.set(key, canonical);
    return canonical;
  } catch {
    return null;
  }
}

/** Whether this is a zone of the IANA database, in any case. */
export function isTimeZone(name: string): boolean {
  return canonicalTimeZone(name) !== null;
}
