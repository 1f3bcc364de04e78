import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { TextLink } from '../../ui/text-link.tsx';

/** A page that the API shows to owners only, for everybody else. */
export function OwnersOnly({ title }: { title: string }) {
  return (
    <>
      <PageHead title={title} />
      <EmptyState title="Only owners see this">
        An owner of the tenant can show it to you, or make you an owner. You find them among the{' '}
        <TextLink to="/members" underline="always">
          members
        </TextLink>
        .
      </EmptyState>
    </>
  );
}
