import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { call } from '../../api.ts';
import { refresh } from '../../queries.ts';
import { PageHead } from '../../ui/page-head.tsx';
import { bodyOf, type ProjectFields } from './project-fields.ts';
import { ProjectForm } from './project-form.tsx';

/** Adds a project; its own page comes next, where the connection can be tested. */
export function NewProject() {
  const navigate = useNavigate();
  const create = useMutation({
    mutationFn: (fields: ProjectFields) => call('createProject', { body: bodyOf(fields) }),
    onSuccess: async ({ id, name }) => {
      await refresh('listProjects', 'getProject');
      notifications.show({ message: `${name} is there. Test its connection before you send.` });
      await navigate({ to: '/projects/$id', params: { id } });
    },
  });
  return (
    <>
      <PageHead title="New project" about="A sender with a way out" />
      <ProjectForm
        project={null}
        save={create.mutateAsync}
        saving={create.isPending}
        error={create.error}
        label="Create the project"
      />
    </>
  );
}
