import { html } from '@codemirror/lang-html';
import { MergeView, unifiedMergeView } from '@codemirror/merge';
import { EditorState, type Extension } from '@codemirror/state';
import { useComputedColorScheme } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { EditorView, minimalSetup } from 'codemirror';
import { useEffect, useRef } from 'react';
import { codeDark } from './code-dark.ts';

const collapseUnchanged = { margin: 3, minSize: 6 };

/** Two texts side by side; one below the other where there is little room. Read only. */
export default function CodeDiff({ from, to }: { from: string; to: string }) {
  const place = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('light');
  const isNarrow = useMediaQuery('(max-width: 48em)', undefined, {
    getInitialValueInEffect: false,
  });
  useEffect(() => {
    const parent = place.current!;
    const colours = scheme === 'dark' ? codeDark : [];
    const shown = isNarrow
      ? new EditorView({
          parent,
          doc: to,
          extensions: [
            ...[setup('What changed'), colours],
            unifiedMergeView({ original: from, mergeControls: false, collapseUnchanged }),
          ],
        })
      : new MergeView({
          ...{ parent, collapseUnchanged, gutter: true },
          a: { doc: from, extensions: [setup('Before'), colours] },
          b: { doc: to, extensions: [setup('After'), colours] },
        });
    return () => shown.destroy();
  }, [from, to, scheme, isNarrow]);
  return <div ref={place} className="code-diff" />;
}

function setup(label: string): Extension {
  return [
    ...[minimalSetup, html(), EditorView.lineWrapping, EditorState.readOnly.of(true)],
    EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
    EditorView.theme({
      '&': { fontSize: '13px' },
      '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)' },
    }),
  ];
}
