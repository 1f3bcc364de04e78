import { type CSSVariablesResolver, createTheme } from '@mantine/core';

/** Calm: one accent, the platform's own typeface, text of 15 px. */
export const theme = createTheme({
  primaryColor: 'teal',
  // White on it has a contrast of 5.0; on the next lighter one it is 3.95, and WCAG AA wants 4.5.
  primaryShade: 9,
  defaultRadius: 'md',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  fontSizes: { md: '0.9375rem' },
  headings: {
    fontWeight: '650',
    sizes: { h1: { fontSize: '1.5rem' }, h2: { fontSize: '1.125rem' } },
  },
  cursorType: 'pointer',
  components: {
    // A click outside loses what was typed.
    // Its colour on its own light background has too little contrast, orange for one.
    Alert: { styles: { title: { color: 'var(--mantine-color-text)' } } },
    // Links in a row under the pointer keep a contrast of 4.5.
    Table: { defaultProps: { highlightOnHoverColor: 'var(--mantine-color-default-hover)' } },
    Modal: {
      defaultProps: {
        ...{ closeOnClickOutside: false, centered: true },
        closeButtonProps: { 'aria-label': 'Close' },
      },
    },
  },
});

/**
 * Secondary text: the library's gray has a contrast of 3.3 on white only. A filled button under the pointer: it
 * makes that one lighter, to a contrast of 3.95.
 */
const HOVER = {
  '--mantine-color-teal-filled-hover': 'color-mix(in srgb, var(--mantine-color-teal-9), black 14%)',
};
export const variables: CSSVariablesResolver = ({ colors }) => ({
  variables: {},
  light: { '--mantine-color-dimmed': colors.gray[7], ...HOVER },
  dark: { '--mantine-color-dimmed': colors.dark[1], ...HOVER },
});
