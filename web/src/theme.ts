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
    Modal: {
      defaultProps: {
        closeOnClickOutside: false,
        centered: true,
        closeButtonProps: { 'aria-label': 'Close' },
      },
    },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    // In its own colour a title has too little contrast.
    Alert: { styles: { label: { color: 'var(--mantine-color-text)' } } },
  },
});

const HOVERED = '#076a4c';

/** Secondary text and errors: the library's gray has a contrast of 3.3 on white only, its red of 3.6. */
export const variables: CSSVariablesResolver = ({ colors }) => ({
  // Under the mouse it gets darker: the lighter one that the library takes is too light for white.
  variables: {
    '--mantine-color-teal-filled-hover': HOVERED,
    '--mantine-primary-color-filled-hover': HOVERED,
  },
  light: { '--mantine-color-dimmed': colors.gray[7], '--mantine-color-error': colors.red[9] },
  dark: { '--mantine-color-dimmed': colors.dark[1], '--mantine-color-error': colors.red[4] },
});
