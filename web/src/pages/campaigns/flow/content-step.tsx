import { Alert, Grid, Skeleton, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { queries, reading } from '../../../queries.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorNotice, fieldError } from '../../../ui/error-notice.tsx';
import { TextLink } from '../../../ui/text-link.tsx';
import { Preview } from './preview.tsx';
import { TemplateChoice } from './template-choice.tsx';
import type { Draft } from './use-draft.ts';
import { useTemplate } from './use-template.ts';
import { Variants } from './variants.tsx';
import { VersionChoice } from './version-choice.tsx';
import { newestPublished } from './versions.ts';

/** What is sent: a published version of a template, as its readers would see it. */
export function ContentStep({ draft }: { draft: Draft }) {
  const { campaign, change, error } = draft;
  const { template, version, variants, error: missing } = useTemplate(campaign);
  const choose = useMutation({
    mutationFn: async (id: string) => {
      const chosen = await queries.ensureQueryData(reading('getTemplate', { path: { id } }));
      const newest = newestPublished(chosen.versions);
      if (newest) change({ templateVersionId: newest.id }, { templateId: id });
      return { id, name: chosen.name, isReady: newest !== undefined };
    },
  });
  const unready = choose.data?.isReady === false ? choose.data : null;
  const isLoading = campaign.templateId !== null && !template && !missing;
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, md: 4 }}>
        <Stack>
          <ErrorNotice error={choose.error ?? missing} />
          <TemplateChoice
            chosen={template ?? null}
            onChoose={(id) => id && choose.mutate(id)}
            error={fieldError(error, 'templateVersionId')}
          />
          {unready !== null && (
            <Alert color="orange" variant="light" title="Not published yet">
              <Text size="sm">
                “{unready.name}” has no published version.{' '}
                <TextLink to="/templates/$id" params={{ id: unready.id }} underline="always">
                  Publish one
                </TextLink>
                , then choose it here.
              </Text>
            </Alert>
          )}
          {template && version && (
            <>
              <VersionChoice template={template} version={version} onChoose={change} />
              <Variants variants={variants} />
            </>
          )}
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 8 }}>
        {isLoading && <Skeleton h={560} />}
        {version && <Preview campaign={campaign} variants={variants} />}
        {!version && !isLoading && (
          <EmptyState title="What do you want to say?">
            Choose a template: its published version is what readers get. To write a new one, go to{' '}
            <TextLink to="/templates" underline="always">
              Templates
            </TextLink>
            .
          </EmptyState>
        )}
      </Grid.Col>
    </Grid>
  );
}
