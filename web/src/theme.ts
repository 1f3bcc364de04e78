import { type CSSVariablesResolver, createTheme, darken } from '@mantine/core';

/** The button that is only a cross. */
const CLOSE = { closeButtonProps: { 'aria-label': 'Close' } };

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
    // The colours of its own have a contrast below 4.5, where they are light ones.
    Alert: { styles: { title: { color: 'var(--mantine-color-text)' } } },
    // A state is never cut short, however narrow its column.
    Badge: { styles: { root: { minWidth: 'max-content' } } },
    // Links in a row under the pointer keep a contrast of 4.5.
    Table: { defaultProps: { highlightOnHoverColor: 'var(--mantine-color-default-hover)' } },
    // A click outside loses what was typed.
    Modal: { defaultProps: { closeOnClickOutside: false, centered: true, ...CLOSE } },
    Drawer: { defaultProps: CLOSE },
    Notification: { defaultProps: CLOSE },
  },
});

/** Secondary text, errors and hints in fields: the library's have a contrast of 3.3 or less. */
export const variables: CSSVariablesResolver = ({ colors }) => ({
  // The library's own is lighter than the button at rest, and too light for white on it.
  variables: {
    '--mantine-primary-color-filled-hover': darken(colors.teal[9], 0.12),
    '--mantine-color-teal-filled-hover': darken(colors.teal[9], 0.12),
  },
  light: {
    '--mantine-color-dimmed': colors.gray[7],
    '--mantine-color-error': colors.red[9],
    '--mantine-color-placeholder': '#6c757d',
  },
  dark: {
    '--mantine-color-dimmed': colors.dark[1],
    '--mantine-color-error': colors.red[4],
    '--mantine-color-placeholder': '#a0a0a0',
  },
});
