import { PageHead } from '../../ui/page-head.tsx';

export function Segments() {
  return <PageHead title="Segments" />;
}
