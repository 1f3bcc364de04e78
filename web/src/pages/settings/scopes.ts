import type { InputOf } from '../../api.ts';

export type Scope = InputOf<'createApiKey'>['body']['scopes'][number];

type Words = { area: string; may: string };

/** What a key with the scope may do. */
const WORDS: Record<Scope, Words> = {
  'email:send': { area: 'E-mails', may: 'Send' },
  'email:read': { area: 'E-mails', may: 'Read the log' },
  'contacts:read': { area: 'Contacts', may: 'Read' },
  'contacts:write': { area: 'Contacts', may: 'Add, change, erase' },
  'campaigns:read': { area: 'Campaigns', may: 'Read' },
  'campaigns:write': { area: 'Campaigns', may: 'Create, send, cancel' },
  'templates:read': { area: 'Templates', may: 'Read' },
  'templates:write': { area: 'Templates', may: 'Write and publish' },
  'suppressions:read': { area: 'Suppressions', may: 'Read' },
  'suppressions:write': { area: 'Suppressions', may: 'Add and remove' },
  'webhooks:manage': { area: 'Webhooks', may: 'Read and change' },
};

export const SCOPES = Object.keys(WORDS) as Scope[];

/** The scopes by what they are about. */
export const AREAS = [...new Set(Object.values(WORDS).map(({ area }) => area))].map((area) => ({
  area,
  scopes: SCOPES.filter((scope) => WORDS[scope].area === area),
}));

export function scopeMay(scope: Scope): string {
  return WORDS[scope].may;
}

/** Choices that most keys are. */
export const PRESETS: { name: string; scopes: Scope[] }[] = [
  { name: 'Full access', scopes: SCOPES },
  { name: 'Send only', scopes: ['email:send'] },
  { name: 'Read only', scopes: SCOPES.filter((scope) => scope.endsWith(':read')) },
];

/** The scopes of a key in few words: a preset, or all reading and then area by area. */
export function inFewWords(scopes: readonly string[]): string {
  const preset = PRESETS.find((one) => isSame(one.scopes, scopes));
  if (preset) return preset.name;
  const reading = PRESETS.find(({ name }) => name === 'Read only')!.scopes;
  const readsAll = reading.every((scope) => scopes.includes(scope));
  const others = AREAS.map(({ area, scopes: ofArea }) => {
    const has = ofArea.filter((scope) => scopes.includes(scope));
    const told = readsAll ? has.filter((scope) => !reading.includes(scope)) : has;
    const words = told.map((scope) => scopeMay(scope).toLowerCase());
    return words.length > 0 ? [`${area}: ${words.join(', ')}`] : [];
  });
  return [...(readsAll ? ['Reads all'] : []), ...others.flat()].join(' · ');
}

export function isSame(one: readonly string[], other: readonly string[]): boolean {
  return [...one].sort().join() === [...other].sort().join();
}
