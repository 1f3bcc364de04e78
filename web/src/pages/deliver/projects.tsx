import { PageHead } from '../../ui/page-head.tsx';

export function Projects() {
  return <PageHead title="Projects" />;
}
