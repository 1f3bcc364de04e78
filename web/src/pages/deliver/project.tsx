import './deliver.css';
import { Badge, Skeleton, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { call } from '../../api.ts';
import { reading, refresh } from '../../queries.ts';
import { useMe } from '../../session.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { When } from '../../ui/times.tsx';
import { ConnectionTest } from './connection-test.tsx';
import { bodyOf, type Project as OneProject, type ProjectFields } from './project-fields.ts';
import { ProjectForm } from './project-form.tsx';

/** One project: its settings, and whether its server takes mail. */
export function Project() {
  const { id } = useParams({ from: '/shell/projects/$id' });
  const { data: project, error, refetch } = useQuery(reading('getProject', { path: { id } }));
  if (!project) {
    return error ? <ErrorNotice error={error} retry={() => refetch()} /> : <Skeleton h={480} />;
  }
  return <Settings key={id} project={project} />;
}

function Settings({ project }: { project: OneProject }) {
  const { id, name, isDefault, updatedAt } = project;
  const { tenant } = useMe();
  const mayChange = tenant.role !== 'viewer';
  const save = useMutation({
    mutationFn: (fields: ProjectFields) =>
      call('updateProject', { path: { id }, body: bodyOf(fields) }),
    onSuccess: async () => {
      notifications.show({ message: 'Saved. Campaigns that run take it over within seconds.' });
      await refresh('listProjects', 'getProject');
    },
  });
  return (
    <>
      <PageHead
        title={name}
        about={
          <>
            {isDefault && (
              <Badge variant="light" tt="none" color="gray" c="var(--mantine-color-text)" mr="xs">
                Default
              </Badge>
            )}
            Changed <When at={updatedAt} />
          </>
        }
      >
        {mayChange && <DeleteProject project={project} />}
      </PageHead>
      <ProjectForm
        project={project}
        save={save.mutateAsync}
        saving={save.isPending}
        error={save.error}
        label="Save"
        readOnly={!mayChange}
      >
        {(fields) => mayChange && <ConnectionTest project={project} fields={fields} />}
      </ProjectForm>
    </>
  );
}

function DeleteProject({ project: { id, name, isDefault } }: { project: OneProject }) {
  const navigate = useNavigate();
  const remove = async () => {
    await call('deleteProject', { path: { id } });
    await navigate({ to: '/projects' });
    await refresh('listProjects');
    notifications.show({ message: `${name} is deleted.` });
  };
  return (
    <ConfirmButton
      label="Delete…"
      title="Delete this project?"
      confirm="Delete the project"
      act={remove}
    >
      <Text size="sm">
        Its sender and the password of its server go. {isDefault && 'There is no default then. '}
        What was sent by it stays in the log. This can’t be undone.
      </Text>
    </ConfirmButton>
  );
}
