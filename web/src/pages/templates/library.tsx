import { PageHead } from '../../ui/page-head.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { StartingPoints } from './starting-points.tsx';

/** Where a new template comes from. */
export function Library() {
  return (
    <>
      <PageHead
        title="New template"
        about={
          <>
            <TextLink to="/templates" underline="always">
              Templates
            </TextLink>{' '}
            · Take one to start from: it becomes yours
          </>
        }
      />
      <StartingPoints />
    </>
  );
}
