/** As long as the schema allows. */
export const MAX_SLUG_LENGTH = 200;

/** Room for `-1000000000` behind a slug that is taken. */
const ROOM_FOR_NUMBER = 11;

/** Lower-case ASCII words with dashes between. */
export const SLUG = '^[a-z0-9]+(?:-[a-z0-9]+)*$';

/** Letters that Unicode doesn't take apart into a base letter and a mark. */
const LATIN: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

/** A slug for a name: `Añada nº 3` → `anada-no-3`; `template` where no ASCII letter is left. */
export function slugFrom(name: string): string {
  const ascii = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(/[ßæœøłđðþı]/g, (letter) => LATIN[letter] as string);
  const dashed = ascii.replace(/[^a-z0-9]+/g, '-').slice(0, MAX_SLUG_LENGTH - ROOM_FOR_NUMBER);
  return dashed.replace(/^-|-$/g, '') || 'template';
}
