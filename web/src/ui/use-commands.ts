import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { reading } from '../queries.ts';
import { useMe } from '../session.ts';
import { NAVIGATION, pagesOf } from './navigation.ts';

/** Something to go to. */
export type Command = { id: string; label: string; kind: string; href: string };

const SHOWN = 5;
const FROM_LETTERS = 2;

/** Pages and actions that a text names, and what the API finds by it. */
export function useCommands(text: string): { commands: Command[]; isSearching: boolean } {
  const { role } = useMe().tenant;
  const typed = text.trim();
  const [asked] = useDebouncedValue(typed, 250);
  const enabled = asked.length >= FROM_LETTERS;
  const contacts = useQuery({
    ...reading('listContacts', { query: { q: asked, limit: SHOWN } }),
    placeholderData: keepPreviousData,
    enabled,
  });
  const campaigns = useQuery({
    ...reading('listCampaigns', { query: { q: asked, limit: SHOWN } }),
    placeholderData: keepPreviousData,
    enabled,
  });
  const found = enabled
    ? [
        ...(campaigns.data?.data ?? []).map(({ id, name }) => ({
          ...{ id, label: name, kind: 'Campaign', href: `/campaigns/${id}` },
        })),
        ...(contacts.data?.data ?? []).map(({ id, email }) => ({
          ...{ id, label: email, kind: 'Contact', href: `/contacts/${id}` },
        })),
      ]
    : [];
  const places = placesOf(role).filter(({ label }) => isIn(label, typed));
  const isSearching = typed !== asked || contacts.isFetching || campaigns.isFetching;
  return { commands: [...places, ...found], isSearching };
}

function placesOf(role: string): Command[] {
  const pages = NAVIGATION.flatMap((group) => pagesOf(group, role).map((page) => ({ ...page })));
  return [
    ...(role === 'viewer' ? [] : ACTIONS),
    ...pages.map(({ to, label }) => ({ id: label, label, kind: 'Page', href: to })),
    { id: 'account', label: 'Your account', kind: 'Page', href: '/account' },
  ].map((command) => ({ ...command, id: command.id.replaceAll(' ', '-') }));
}

const ACTIONS: Command[] = [
  { id: 'new-campaign', label: 'New campaign', kind: 'Action', href: '/campaigns' },
  { id: 'import', label: 'Import contacts', kind: 'Action', href: '/contacts/import' },
];

function isIn(name: string, text: string): boolean {
  return name.toLocaleLowerCase().includes(text.toLocaleLowerCase());
}
