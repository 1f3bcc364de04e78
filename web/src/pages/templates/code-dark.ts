import { oneDark } from '@codemirror/theme-one-dark';
import { EditorView } from 'codemirror';

/** On its own background this theme's red and gray have contrasts of 4.3 and 3.9; WCAG AA wants 4.5. */
const deeper = EditorView.theme(
  {
    '&': { backgroundColor: '#141414' },
    '.cm-gutters': { backgroundColor: '#141414', color: '#9aa2b1' },
  },
  { dark: true },
);

export const codeDark = [deeper, oneDark];
