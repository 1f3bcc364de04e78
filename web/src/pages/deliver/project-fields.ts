import type { InputOf, ReplyOf } from '../../api.ts';

export type Project = ReplyOf<'getProject'>;
type Body = InputOf<'createProject'>['body'];
type Instead = NonNullable<InputOf<'verifyProject'>['body']>;
type RateLimit = Project['rateLimit'];
export type RateSpan = keyof RateLimit;

/** A project as it stands in the form: every input has a value, `''` is none. */
export type ProjectFields = {
  name: string;
  fromName: string;
  fromEmail: string;
  replyTo: string;
  hasServer: boolean;
  host: string;
  port: number | '';
  tlsMode: NonNullable<Project['tlsMode']>;
  auth: NonNullable<Project['auth']> | '';
  user: string;
  password: string;
  rateLimit: Record<RateSpan, number | ''>;
  retryWindow: number | '';
  isDefault: boolean;
};

export function fieldsOf(project: Project | null): ProjectFields {
  const { perSecond = '', perMinute = '', perHour = '', perDay = '' } = project?.rateLimit ?? {};
  return {
    name: project?.name ?? '',
    fromName: project?.fromName ?? '',
    fromEmail: project?.fromEmail ?? '',
    replyTo: project?.replyTo ?? '',
    hasServer: project ? project.host !== null : true,
    host: project?.host ?? '',
    port: project?.port ?? 587,
    tlsMode: project?.tlsMode ?? 'required',
    auth: project?.auth ?? '',
    user: project?.user ?? '',
    password: '',
    rateLimit: { perSecond, perMinute, perHour, perDay },
    retryWindow: project?.retryWindow ?? 24,
    isDefault: project?.isDefault ?? false,
  };
}

export function bodyOf(fields: ProjectFields): Body {
  const { name, fromName, fromEmail, replyTo, retryWindow, isDefault } = fields;
  return {
    name,
    fromName: fromName || null,
    fromEmail: fromEmail || null,
    replyTo: replyTo || null,
    ...(fields.hasServer ? relayOf(fields) : NO_SERVER),
    rateLimit: limitsOf(fields.rateLimit),
    ...(retryWindow !== '' && { retryWindow }),
    isDefault,
  };
}

const NO_SERVER = { host: null, port: null, tlsMode: null, user: null, password: null, auth: null };

/** An empty password is the stored one, as long as there is a user. */
export function relayOf({ host, port, tlsMode, auth, user, password }: ProjectFields): Instead {
  return {
    ...{ host, port: port === '' ? null : port, tlsMode, auth: auth || null, user: user || null },
    ...(user === '' && { password: null }),
    ...(password !== '' && { password }),
  };
}

function limitsOf(limits: ProjectFields['rateLimit']): RateLimit {
  const set = Object.entries(limits).filter(([, most]) => most !== '');
  return Object.fromEntries(set);
}

/** Where mail is handed over, in the mode that this port is for. */
export function portFor(tlsMode: ProjectFields['tlsMode']): number {
  return tlsMode === 'implicit' ? 465 : tlsMode === 'none' ? 25 : 587;
}
