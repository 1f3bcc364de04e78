import { useQuery } from '@tanstack/react-query';
import { reading } from '../../../queries.ts';
import type { Campaign } from './campaign.ts';
import { variantsOf } from './versions.ts';

/** The template of a campaign with the versions that it would send. */
export function useTemplate({ templateId, templateVersionId }: Campaign) {
  const query = useQuery({
    ...reading('getTemplate', { path: { id: templateId ?? '' } }),
    enabled: templateId !== null,
  });
  const template = templateId === null ? undefined : query.data;
  const version = template?.versions.find(({ id }) => id === templateVersionId);
  const variants = template && version ? variantsOf(template.versions, version) : [];
  return { template, version, variants, error: query.error };
}
