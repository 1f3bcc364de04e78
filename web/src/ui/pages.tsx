import { Pagination } from '@mantine/core';

/** The pages of a list that is read by number; nothing where there is only one. */
export function Pages({
  meta,
  page,
  onChange,
}: {
  meta: { totalPages: number } | undefined;
  page: number;
  onChange: (page: number) => void;
}) {
  if (!meta || meta.totalPages <= 1) return null;
  return (
    <Pagination
      total={meta.totalPages}
      value={page}
      getControlProps={(control) => ({ 'aria-label': `${control} page` })}
      onChange={onChange}
    />
  );
}
