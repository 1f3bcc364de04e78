import type { KnownOf } from '../../src/contacts/export-contact.ts';

/** Other nouns that know nothing of a person: for tests of contacts alone. */
export const NOTHING_KNOWN: KnownOf = {
  suppression: async () => null,
  messages: async () => [],
  events: async () => [],
  hits: async () => [],
};
