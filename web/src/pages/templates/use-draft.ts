import { useDebouncedCallback } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { call, type InputOf } from '../../api.ts';
import { queries, reading } from '../../queries.ts';
import type { TemplateVersion } from './version-badge.tsx';

const SAVED_AFTER_MS = 800;

export type DraftContent = Pick<
  TemplateVersion,
  'subject' | 'htmlBody' | 'mjmlBody' | 'textBody' | 'variables' | 'locale'
>;
type Change = NonNullable<InputOf<'updateTemplateVersion'>['body']>;
export type Draft = ReturnType<typeof useDraft>;

/**
 * The content of a version while somebody works on it. What changes is saved soon after, one request at a
 * time; what is refused stays here, and is tried again with the next change.
 */
export function useDraft(version: TemplateVersion) {
  const { id: versionId, templateId } = version;
  const path = { id: templateId, versionId };
  const [content, setContent] = useState(() => contentOf(version));
  const wanted = useRef(content);
  const saved = useRef(content);
  const running = useRef<Promise<boolean> | null>(null);
  const save = useMutation({
    mutationFn: async ({ next, change }: { next: DraftContent; change: Change }) => {
      const reply = await call('updateTemplateVersion', { path, body: change });
      saved.current = next;
      queries.setQueryData(reading('getTemplateVersion', { path }).queryKey, reply);
      // Read anew when its page is opened: at once would be a request for each pause in the typing.
      const { queryKey } = reading('getTemplate', { path: { id: templateId } });
      void queries.invalidateQueries({ queryKey, refetchType: 'none' });
    },
  });
  const saveAll = async (): Promise<boolean> => {
    for (;;) {
      const next = wanted.current;
      const change = changeBetween(saved.current, next);
      if (!change) return true;
      try {
        await save.mutateAsync({ next, change });
      } catch {
        return false;
      }
    }
  };
  /** Saves what isn't yet; whether all of it is then. */
  const flush = (): Promise<boolean> => {
    running.current ??= saveAll().finally(() => {
      running.current = null;
    });
    return running.current;
  };
  const soon = useDebouncedCallback(() => void flush(), SAVED_AFTER_MS);
  const change = (over: Partial<DraftContent>) => {
    wanted.current = { ...wanted.current, ...over };
    setContent(wanted.current);
    // Put back as it was, it has nothing wrong with it.
    if (!save.isPending && !changeBetween(saved.current, wanted.current)) save.reset();
    soon();
  };
  return {
    ...{ content, change, flush, error: save.error, isSaving: save.isPending },
    isSaved: changeBetween(saved.current, content) === null,
  };
}

function contentOf(version: TemplateVersion): DraftContent {
  const { subject, htmlBody, mjmlBody, textBody, variables, locale } = version;
  return { subject, htmlBody, mjmlBody, textBody, variables, locale };
}

/** What has to be sent, or null. A variable that has no name yet is nobody's but this page's. */
function changeBetween(from: DraftContent, to: DraftContent): Change | null {
  const named = ({ variables }: DraftContent) => variables.filter(({ name }) => name !== '');
  const change: Change = {
    ...(from.subject !== to.subject && { subject: to.subject }),
    ...(from.htmlBody !== to.htmlBody && { htmlBody: to.htmlBody }),
    ...(from.mjmlBody !== to.mjmlBody && { mjmlBody: to.mjmlBody }),
    ...(from.textBody !== to.textBody && { textBody: to.textBody }),
    ...(from.locale !== to.locale && { locale: to.locale }),
    ...(JSON.stringify(named(from)) !== JSON.stringify(named(to)) && { variables: named(to) }),
  };
  return Object.keys(change).length > 0 ? change : null;
}
