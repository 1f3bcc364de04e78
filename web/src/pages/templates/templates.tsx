import { PageHead } from '../../ui/page-head.tsx';

export function Templates() {
  return <PageHead title="Templates" />;
}
