import { useQuery } from '@tanstack/react-query';
import { reading } from '../../queries.ts';
import { useMe } from '../../session.ts';

/** Members and keys of the tenant, for a Select; also the one that is chosen and may be gone. */
export function useActorChoices(chosen: string | undefined) {
  const path = { id: useMe().tenant.id };
  const members = useQuery(reading('listMembers', { path, query: { limit: 100 } }));
  const keys = useQuery(reading('listApiKeys', { path }));
  const people = (members.data?.data ?? []).map(({ id, email }) => ({ value: id, label: email }));
  const programs = (keys.data?.data ?? []).map(({ id, name, lastFour }) => ({
    value: id,
    label: `${name} (…${lastFour})`,
  }));
  const isKnown = [...people, ...programs].some(({ value }) => value === chosen);
  const isReady = members.isSuccess && keys.isSuccess;
  const gone = chosen && isReady && !isKnown ? [{ value: chosen, label: 'Who is gone' }] : [];
  return [
    { group: 'People', items: people },
    { group: 'API keys', items: programs },
    { group: 'Others', items: gone },
  ].filter(({ items }) => items.length > 0);
}
