import { beforeAll, expect, test } from 'vitest';
import { type RunningApp, runApp } from '../support/app.ts';
import { PASSWORD, testUser } from '../support/people.ts';
import { at, type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';
import { inBrowser, openPage } from './browser.ts';
import { inspect } from './inspect.ts';
import { signInAt } from './pages.ts';

inBrowser('projects', () => {
  let sink: SmtpSink;
  let app: RunningApp;
  let owner: string;
  let viewer: string;

  beforeAll(async () => {
    sink = await startSmtpSink({ extensions: ['PIPELINING', '8BITMIME', 'AUTH PLAIN LOGIN'] });
    app = await runApp();
    const { tenantId } = app.tenant;
    owner = (await testUser(app.db, { [tenantId]: 'owner' })).email;
    viewer = (await testUser(app.db, { [tenantId]: 'viewer' })).email;
    return () => sink.close();
  });

  test('a project is made, its connection tested, changed, and deleted', async () => {
    const page = await openPage(app.url);
    await signInAt(page, owner, PASSWORD);
    await page.getByRole('link', { name: 'Projects' }).click();
    await page.getByText('No project yet').waitFor();
    await inspect(page, 'projects-empty');
    await page.getByRole('link', { name: 'New project' }).click();
    await page.getByLabel('Name of the project').fill('Nordlicht Coffee');
    await page.getByLabel('From name').fill('Nordlicht Coffee Roasters');
    await page.getByLabel('From address').fill('hello@nordlicht.example');
    await page.getByLabel('Host').fill('not a host');
    await page.getByLabel('Each minute').fill('600');
    await page.getByRole('button', { name: 'Create the project' }).click();
    await page.getByText('Is not a host name or IP address', { exact: true }).waitFor();
    await inspect(page, 'project-new');
    await page.getByLabel('Host').fill('127.0.0.1');
    await page.getByLabel('Port').fill(`${sink.port}`);
    await page.getByRole('combobox', { name: 'Encryption' }).click();
    await page.getByRole('option', { name: 'None: in clear text' }).click();
    await page.getByLabel('User', { exact: true }).fill('nordlicht');
    await page.getByLabel('Password', { exact: true }).fill('the password of the relay');
    await page.getByRole('button', { name: 'Create the project' }).click();
    await page.getByRole('heading', { name: 'Nordlicht Coffee', level: 1 }).waitFor();
    expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('');
    await page.getByText('Leave it empty to keep the one there is').waitFor();

    await page.getByRole('button', { name: 'Test the connection' }).click();
    await page.getByText('The server would take mail.').waitFor();
    await page.getByRole('row', { name: /Pressrun → EHLO/ }).waitFor();
    await page
      .getByRole('row', { name: /← Server 250/ })
      .first()
      .waitFor();
    expect(await page.getByText('the password of the relay').count()).toBe(0);
    await inspect(page, 'project-test');

    sink.setScript(at('auth', { reply: '535 5.7.8 Authentication credentials invalid' }));
    await page.getByRole('button', { name: 'Test the connection' }).click();
    await page.getByText('It ended at: AUTH').waitFor();
    await page.getByText(/Check user and password/).waitFor();
    await inspect(page, 'project-test-failed');
    sink.setScript(undefined);

    await page.getByLabel('The default project').check();
    await page.getByLabel('Give up after').fill('48');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    const [project] = (await app.call('GET', '/projects')).body.data;
    expect(project).toMatchObject({
      ...{ name: 'Nordlicht Coffee', port: sink.port, user: 'nordlicht', hasPassword: true },
      ...{ isDefault: true, retryWindow: 48, rateLimit: { perMinute: 600 } },
    });

    await app.call('POST', '/projects', {
      ...{ name: 'Fjord Magazine', host: 'smtp.fjord.example', fromName: 'Fjord Magazine' },
      ...{ fromEmail: 'letters@fjord.example', rateLimit: { perSecond: 20, perDay: 50_000 } },
    });
    await page.goto('/app/projects');
    await page.getByText('600 a minute').waitFor();
    await inspect(page, 'projects');

    await page.getByRole('link', { name: 'Nordlicht Coffee' }).click();
    await page.getByRole('button', { name: 'Delete…' }).click();
    await page.getByRole('button', { name: 'Delete the project' }).click();
    await page.getByRole('heading', { name: 'Projects' }).waitFor();
    expect((await app.call('GET', '/projects')).body.data).toHaveLength(1);
  });

  test('a viewer looks and changes nothing', async () => {
    const { body } = await app.call('POST', '/projects', { name: 'Atlas', host: 'a.example' });
    const page = await openPage(app.url);
    await signInAt(page, viewer, PASSWORD);
    await page.goto('/app/projects');
    await page.getByRole('link', { name: 'Atlas' }).waitFor();
    expect(await page.getByRole('link', { name: 'New project' }).count()).toBe(0);
    await page.goto(`/app/projects/${body.id}`);
    await page.getByRole('heading', { name: 'Atlas' }).waitFor();
    expect(
      await page.getByRole('button', { name: /^(Save|Delete…|Test the connection)$/ }).count(),
    ).toBe(0);
    expect(await page.getByLabel('Host').isDisabled()).toBe(true);
    await page.goto('/app/webhooks');
    await page.getByText('Owners look after webhooks').waitFor();
  });
});
