import { Button, Group, Menu, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { reading } from '../../../queries.ts';
import { fieldError } from '../../../ui/error-notice.tsx';
import { count } from '../../../ui/times.tsx';
import type { Draft } from './use-draft.ts';
import { useTemplate } from './use-template.ts';

/** The API's limit (RFC 5322: a line), and what a phone shows of a subject. */
const MOST = 998;
const SHOWN_ON_A_PHONE = 60;

/** The subject with its variables; empty means that of the template. */
export function SubjectField({ draft: { campaign, change, error } }: { draft: Draft }) {
  const field = useRef<HTMLInputElement>(null);
  const { version } = useTemplate(campaign);
  const value = campaign.subject ?? '';
  const length = [...value].length;
  const set = (text: string) => change({ subject: text === '' ? null : text });
  const insert = (name: string) => {
    const at = field.current?.selectionStart ?? value.length;
    set(`${value.slice(0, at)}{{${name}}}${value.slice(at)}`);
    field.current?.focus();
  };
  const hint = length > SHOWN_ON_A_PHONE ? `; phones show about ${SHOWN_ON_A_PHONE}` : '';
  return (
    <div>
      <TextInput
        ref={field}
        label="Subject"
        description={version && !value && 'Empty: the template’s own is used'}
        placeholder={version?.subject}
        maxLength={MOST}
        value={value}
        error={fieldError(error, 'subject')}
        onChange={(event) => set(event.currentTarget.value)}
      />
      <Group justify="space-between" mt={4}>
        <Variables campaign={campaign} onInsert={insert} />
        <Text size="xs" c="dimmed" className="figure">
          {count(length)} of {MOST} characters{hint}
        </Text>
      </Group>
    </div>
  );
}

function Variables({
  campaign,
  onInsert,
}: {
  campaign: Draft['campaign'];
  onInsert: (name: string) => void;
}) {
  const { templateId, templateVersionId } = campaign;
  const { data } = useQuery({
    ...reading('getTemplateVersion', {
      path: { id: templateId ?? '', versionId: templateVersionId ?? '' },
    }),
    enabled: templateId !== null && templateVersionId !== null,
  });
  const declared = data?.variables.map(({ name }) => name) ?? [];
  const found = data?.variablesFound?.filter((name) => name !== 'unsubscribeUrl') ?? [];
  const names = [...new Set([...declared, ...found])];
  if (names.length === 0) return <span />;
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button variant="subtle" size="compact-xs">
          Insert a variable
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={260} style={{ overflowY: 'auto' }}>
        {names.map((name) => (
          <Menu.Item key={name} onClick={() => onInsert(name)}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
