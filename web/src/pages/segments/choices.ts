import { useQuery } from '@tanstack/react-query';
import { reading } from '../../queries.ts';

type Choice = { value: string; label: string };

const query = { limit: 100 };
const dayMonth = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

// The newest hundred of each: what a rule can name. One that is older is shown by its id.

export function useCampaignChoices(): Choice[] {
  const { data } = useQuery(reading('listCampaigns', { query }));
  return (data?.data ?? [])
    .filter(({ startedAt }) => startedAt !== null)
    .map(({ id, name, startedAt }) => ({
      value: id,
      label: `${name}, ${dayMonth.format(new Date(startedAt!))}`,
    }));
}

export function useImportChoices(): Choice[] {
  const { data } = useQuery(reading('listImports', { query }));
  return (data?.data ?? [])
    .filter(({ dryRun }) => !dryRun)
    .map(({ id, name, createdAt }) => ({
      value: id,
      label: `${name ?? 'Import'}, ${dayMonth.format(new Date(createdAt))}`,
    }));
}

/** All but the one that is being edited: no segment is in itself. */
export function useSegmentChoices(own: string | null): Choice[] {
  const { data } = useQuery(reading('listSegments', { query }));
  return (data?.data ?? [])
    .filter(({ id }) => id !== own)
    .map(({ id, name }) => ({ value: id, label: name }));
}

/** Names of attributes that the newest contacts have. */
export function useAttributeNames(): string[] {
  const { data } = useQuery(reading('listContacts', { query: { limit: 50 } }));
  const names = (data?.data ?? []).flatMap(({ attributes }) => Object.keys(attributes));
  return [...new Set(names)].sort();
}
