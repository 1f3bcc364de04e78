import type { ProjectSettings } from './project.ts';

/** What a new project has that nobody set. */
export const NEW_PROJECT: Omit<ProjectSettings, 'name'> = {
  ...{ host: null, port: null, tlsMode: null, user: null, auth: null },
  ...{ fromName: null, fromEmail: null, replyTo: null },
  ...{ rateLimit: {}, retryWindow: 24, isDefault: false },
};
