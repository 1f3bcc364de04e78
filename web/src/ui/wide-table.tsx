import { Table, type TableProps } from '@mantine/core';

/** A table that scrolls sideways in itself where the window is narrow, by keyboard too. */
export function WideTable({ label, ...table }: TableProps & { label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached (WCAG 2.1.1)
    <section aria-label={label} tabIndex={0} className="wide-table">
      <Table miw={560} verticalSpacing="sm" {...table} />
    </section>
  );
}
