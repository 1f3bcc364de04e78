import { Group, Text, Title } from '@mantine/core';
import { useRouterState } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';

/** The page whose title had the focus last; none before the first one. */
let shownPath: string | null = null;

/** The title of a page, also that of the tab, and what can be done on it. */
export function PageHead({
  title,
  about,
  children,
}: {
  title: string;
  about?: ReactNode;
  children?: ReactNode;
}) {
  const heading = useFocusOfNewPage();
  useEffect(() => {
    document.title = `${title} · Pressrun`;
  }, [title]);
  return (
    <Group justify="space-between" align="flex-start" mb="md" gap="sm">
      <div style={{ minWidth: 0 }}>
        <Title order={1} ref={heading} tabIndex={-1} style={{ overflowWrap: 'anywhere' }}>
          <bdi>{title}</bdi>
        </Title>
        {about && (
          <Text size="sm" c="dimmed" component="div">
            {about}
          </Text>
        )}
      </div>
      {children && <Group gap="xs">{children}</Group>}
    </Group>
  );
}

/**
 * After a change of page the focus goes to its title: the keyboard goes on there, and a screen reader says
 * where it is. Not at the first page, whose beginning it is anyway, and not away from a field of the new one.
 */
function useFocusOfNewPage() {
  const heading = useRef<HTMLHeadingElement>(null);
  // Of what is shown: the address changes earlier, while the page before is still there.
  const pathname = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.pathname });
  useEffect(() => {
    if (pathname === undefined) return;
    const isNew = shownPath !== null && shownPath !== pathname;
    shownPath = pathname;
    const isTyping = document.activeElement?.closest('main, [role="dialog"]');
    if (isNew && !isTyping?.querySelector(':focus:is(input, textarea, select)')) {
      heading.current?.focus({ preventScroll: true });
    }
  }, [pathname]);
  return heading;
}
