import { html } from '@codemirror/lang-html';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorState } from '@codemirror/state';
import { useComputedColorScheme } from '@mantine/core';
import { basicSetup, EditorView } from 'codemirror';
import { useEffect, useRef, useState } from 'react';
import { codeDark } from './code-dark.ts';
import type { Fault } from './source.tsx';

/** `initial` is what it begins with; from then on the text is its own, and told by `onChange`. */
export default function CodeEditor({
  initial,
  label,
  height,
  isReadOnly,
  faults,
  jump,
  onChange,
}: {
  initial: string;
  label: string;
  height: number;
  isReadOnly: boolean;
  faults: Fault[];
  jump: { line: number } | null;
  onChange: (text: string) => void;
}) {
  const place = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<EditorView | null>(null);
  const scheme = useComputedColorScheme('light');
  const latest = useRef(onChange);
  latest.current = onChange;

  // biome-ignore lint/correctness/useExhaustiveDependencies: once; the rest is told to it below
  useEffect(() => {
    const made = new EditorView({
      parent: place.current!,
      doc: initial,
      extensions: [
        ...[basicSetup, html(), lintGutter(), EditorView.lineWrapping, colours.of([])],
        EditorState.readOnly.of(isReadOnly),
        EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
        EditorView.updateListener.of(({ docChanged, state }) => {
          if (docChanged) latest.current(state.doc.toString());
        }),
        look(height),
      ],
    });
    setView(made);
    return () => made.destroy();
  }, []);

  useEffect(() => {
    view?.dispatch({ effects: colours.reconfigure(scheme === 'dark' ? codeDark : []) });
  }, [view, scheme]);

  useEffect(() => {
    if (view) view.dispatch(setDiagnostics(view.state, faults.flatMap(asDiagnostic(view.state))));
  }, [view, faults]);

  useEffect(() => {
    if (!view || !jump || jump.line > view.state.doc.lines) return;
    const { from } = view.state.doc.line(jump.line);
    view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
    view.focus();
  }, [view, jump]);

  return <div ref={place} className="code-editor" />;
}

const colours = new Compartment();

function look(height: number) {
  return EditorView.theme({
    '&': {
      height: `${height}px`,
      fontSize: '13px',
      border: '1px solid var(--mantine-color-default-border)',
      borderRadius: 'var(--mantine-radius-default)',
      overflow: 'hidden',
    },
    '&.cm-focused': { outline: '2px solid var(--mantine-primary-color-filled)' },
    '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)' },
  });
}

function asDiagnostic({ doc }: EditorState) {
  return ({ line, message }: Fault) => {
    if (line < 1 || line > doc.lines) return [];
    const { from, to } = doc.line(line);
    return [{ from, to, message, severity: 'error' as const }];
  };
}
