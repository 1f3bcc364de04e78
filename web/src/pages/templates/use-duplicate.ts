import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { call, type InputOf } from '../../api.ts';
import { refresh } from '../../queries.ts';
import type { VersionSummary } from './version-badge.tsx';

type Over = InputOf<'createTemplateVersion'>['body'];

/** Makes a draft with the content of a version, `over` apart, and opens it. */
export function useDuplicate() {
  const navigate = useNavigate();
  return useMutation({
    mutationFn: async ({ version, over }: { version: VersionSummary; over?: Over }) => {
      const path = { id: version.templateId, versionId: version.id };
      const { subject, htmlBody, mjmlBody, textBody, variables, locale, localeGroupId } =
        await call('getTemplateVersion', { path });
      const body = {
        subject,
        htmlBody,
        mjmlBody,
        textBody,
        variables,
        locale,
        localeGroupId,
        ...over,
      };
      return call('createTemplateVersion', { path: { id: version.templateId }, body });
    },
    onSuccess: async ({ id, templateId }) => {
      await refresh('getTemplate', 'listTemplates');
      await navigate({
        to: '/templates/$id/versions/$versionId',
        params: { id: templateId, versionId: id },
      });
    },
    onError: (error) => notifications.show({ color: 'red', message: error.message }),
  });
}
