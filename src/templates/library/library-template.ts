import type { VariableType } from '../variables.ts';

export const LIBRARY_CATEGORIES = [
  'newsletter',
  'announcement',
  'event',
  'welcome',
  'transactional',
] as const;
export type LibraryCategory = (typeof LIBRARY_CATEGORIES)[number];

/** A template to start from. It belongs to nobody; a clone belongs to who made it. */
export type LibraryTemplate = {
  /** A word, stable over releases. */
  id: string;
  name: string;
  description: string;
  category: LibraryCategory;
  subject: string;
  htmlBody: string;
  variables: { name: string; type: VariableType; fallback: string }[];
};
