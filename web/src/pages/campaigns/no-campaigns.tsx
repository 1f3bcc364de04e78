import { EmptyState } from '../../ui/empty-state.tsx';
import { TextLink } from '../../ui/text-link.tsx';

/** Nothing was found, or nothing is there yet: then what comes first. */
export function NoCampaigns({ isFiltered }: { isFiltered: boolean }) {
  if (isFiltered) {
    return (
      <EmptyState title="No campaign matches">
        Look for another name or status, or for{' '}
        <TextLink to="/campaigns" search={{}} underline="always">
          all of them
        </TextLink>
        .
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No campaign yet">
      A campaign sends a template to your contacts. Import{' '}
      <TextLink to="/contacts" underline="always">
        contacts
      </TextLink>
      , publish a{' '}
      <TextLink to="/templates" underline="always">
        template
      </TextLink>
      , and begin with “New campaign”: nothing is sent before you say so.
    </EmptyState>
  );
}
