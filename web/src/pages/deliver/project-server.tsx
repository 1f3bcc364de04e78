import {
  Group,
  NumberInput,
  Paper,
  PasswordInput,
  Radio,
  Select,
  SimpleGrid,
  Stack,
  TextInput,
  Title,
} from '@mantine/core';
import { type ProjectFields, portFor } from './project-fields.ts';
import type { FormPart } from './project-form.tsx';

const TLS: Record<ProjectFields['tlsMode'], string> = {
  required: 'STARTTLS, required (port 587)',
  implicit: 'TLS from the first byte (port 465)',
  starttls: 'STARTTLS when it is offered',
  none: 'None: in clear text',
};

const AUTH: Record<Exclude<ProjectFields['auth'], ''>, string> = {
  plain: 'PLAIN',
  login: 'LOGIN',
  xoauth2: 'XOAUTH2 (access token)',
};

const options = (labels: Record<string, string>) =>
  Object.entries(labels).map(([value, label]) => ({ value, label }));

/** The way out: the instance's relay, or an SMTP server of the project's own. */
export function ProjectServer({
  fields,
  set,
  errorAt,
  hasPassword,
}: FormPart & { hasPassword: boolean }) {
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2} mb="sm">
        SMTP server
      </Title>
      <Stack gap="sm">
        <Radio.Group
          aria-label="SMTP server"
          value={fields.hasServer ? 'own' : 'instance'}
          onChange={(value) => set({ hasServer: value === 'own' })}
        >
          <Group>
            <Radio value="own" label="A server of its own" />
            <Radio value="instance" label="The relay of this instance" />
          </Group>
        </Radio.Group>
        {fields.hasServer && <Server {...{ fields, set, errorAt }} />}
        {fields.hasServer && <Credentials {...{ fields, set, errorAt, hasPassword }} />}
      </Stack>
    </Paper>
  );
}

function Server({ fields, set, errorAt }: FormPart) {
  // A port that nobody chose follows the mode.
  const choose = (tlsMode: ProjectFields['tlsMode']) => {
    const follows = fields.port === portFor(fields.tlsMode);
    set({ tlsMode, ...(follows && { port: portFor(tlsMode) }) });
  };
  return (
    <>
      <Group align="flex-start" gap="sm">
        <TextInput
          label="Host"
          placeholder="smtp.example.com"
          required
          flex="1 1 200px"
          value={fields.host}
          onChange={(event) => set({ host: event.currentTarget.value })}
          error={errorAt('host')}
        />
        <NumberInput
          label="Port"
          required
          w={120}
          min={1}
          max={65_535}
          hideControls
          allowDecimal={false}
          value={fields.port}
          onChange={(port) => set({ port: port === '' ? '' : Number(port) })}
          error={errorAt('port')}
        />
      </Group>
      <Select
        label="Encryption"
        allowDeselect={false}
        data={options(TLS)}
        value={fields.tlsMode}
        onChange={(value) => value && choose(value as ProjectFields['tlsMode'])}
        error={errorAt('tlsMode')}
      />
    </>
  );
}

function Credentials({ fields, set, errorAt, hasPassword }: FormPart & { hasPassword: boolean }) {
  const isToken = fields.auth === 'xoauth2';
  const keeps = hasPassword && fields.user !== '';
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <TextInput
          label="User"
          description="Empty: the server asks for none"
          autoComplete="off"
          value={fields.user}
          onChange={(event) => set({ user: event.currentTarget.value })}
          error={errorAt('user')}
        />
        <PasswordInput
          label={isToken ? 'Access token' : 'Password'}
          description={keeps ? 'Leave it empty to keep the one there is' : 'Never shown again'}
          autoComplete="new-password"
          value={fields.password}
          onChange={(event) => set({ password: event.currentTarget.value })}
          error={errorAt('password')}
        />
      </SimpleGrid>
      <Select
        label="How it signs in"
        placeholder="PLAIN, else LOGIN, whichever is offered"
        clearable
        data={options(AUTH)}
        value={fields.auth || null}
        onChange={(value) => set({ auth: (value ?? '') as ProjectFields['auth'] })}
        error={errorAt('auth')}
      />
    </>
  );
}
