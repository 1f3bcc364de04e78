import { Button, Card, Group, Text, Title } from '@mantine/core';
import type { ReplyOf } from '../../api.ts';
import { MailFrame } from '../../ui/mail-frame.tsx';

type LibraryTemplate = ReplyOf<'getLibraryTemplate'>;

/** A template to start from, as it looks before anything is changed. */
export function LibraryCard({
  template,
  isTaking,
  onTake,
}: {
  template: LibraryTemplate;
  isTaking: boolean;
  onTake: (() => void) | undefined;
}) {
  const { name, description } = template;
  return (
    <Card withBorder padding="md" component="article">
      {/* A picture of it: what is in it isn't read or reached. */}
      <Card.Section withBorder inert aria-hidden>
        <MailFrame html={filledIn(template)} title={name} width={680} height={260} />
      </Card.Section>
      <Group justify="space-between" mt="sm" wrap="nowrap" align="flex-start">
        <div>
          <Title order={2} size="h4">
            {name}
          </Title>
          <Text size="sm" c="dimmed">
            {description}
          </Text>
        </div>
        {onTake && (
          <Button
            variant="default"
            loading={isTaking}
            onClick={onTake}
            aria-label={`Use ${name}`}
            style={{ flexShrink: 0 }}
          >
            Use
          </Button>
        )}
      </Group>
    </Card>
  );
}

/** With its fallbacks, which are plain text and end up in a frame in which nothing runs. */
function filledIn({ htmlBody, variables }: LibraryTemplate): string {
  const fallbacks = new Map(variables.map(({ name, fallback }) => [name, fallback]));
  fallbacks.set('email', 'reader@example.com');
  return htmlBody.replace(/\{\{(\w+)\}\}/g, (_, name) => fallbacks.get(name) ?? '#');
}
