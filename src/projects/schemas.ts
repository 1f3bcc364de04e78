import Type from 'typebox';
import { Instant, Nullable } from '../http/fields.ts';
import { PageMeta, pageQuery } from '../http/paging.ts';
import { MECHANISMS, SMTP_PORTS, TLS_MODES } from './project.ts';
import { RateLimitFields } from './rate-limit-fields.ts';

const name = Type.String({ minLength: 1, maxLength: 200 });
const optional = <T extends Type.TSchema>(schema: T) => Type.Optional(Nullable(schema));

const Password = Type.String({
  minLength: 1,
  maxLength: 4_096,
  description: 'For `xoauth2` the access token. Sealed in the database, and never shown again',
});

/** A project's SMTP server, in a request. */
export const relayFields = {
  host: optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      description: 'Null: mail goes by the relay of the instance',
    }),
  ),
  port: optional(
    Type.Integer({
      minimum: 1,
      maximum: 65_535,
      description: `One of ${SMTP_PORTS.join(', ')}; 587 unless given, 465 with \`implicit\``,
    }),
  ),
  tlsMode: optional(
    Type.Enum(TLS_MODES, {
      description:
        '`implicit`: TLS from the first byte. `required` (the default): STARTTLS or nothing. ' +
        '`starttls`: when it is offered. `none`: never',
    }),
  ),
  user: optional(Type.String({ minLength: 1, maxLength: 320 })),
  password: optional(Password),
  auth: optional(
    Type.Enum(MECHANISMS, { description: 'Null: PLAIN, else LOGIN, whichever is offered' }),
  ),
};

const settings = {
  ...relayFields,
  fromName: optional(Type.String({ minLength: 1, maxLength: 200 })),
  fromEmail: optional(Type.String({ minLength: 3, maxLength: 254 })),
  replyTo: optional(Type.String({ minLength: 3, maxLength: 254 })),
  rateLimit: Type.Optional(RateLimitFields),
  retryWindow: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 120,
      description: 'Hours after which a deferred message is given up; 24 unless given',
    }),
  ),
  isDefault: Type.Optional(
    Type.Boolean({ description: 'Campaigns without a project go by it; one per tenant' }),
  ),
};

const example = {
  ...{ name: 'The Weekly', host: 'smtp.example.com', port: 587, tlsMode: 'required' },
  ...{ user: 'weekly@example.com', password: 'a password of the relay' },
  ...{ fromName: 'The Weekly', fromEmail: 'weekly@example.com', rateLimit: { perMinute: 600 } },
};

export const ProjectCreate = Type.Object(
  { name, ...settings },
  { additionalProperties: false, examples: [example] },
);

export const ProjectChange = Type.Object(
  { name: Type.Optional(name), ...settings },
  {
    additionalProperties: false,
    minProperties: 1,
    examples: [{ fromName: 'The Weekly', rateLimit: { perHour: 5_000 } }],
  },
);

export const ProjectReply = Type.Object({
  id: Type.String(),
  name: Type.String(),
  host: Nullable(Type.String()),
  port: Nullable(Type.Integer()),
  tlsMode: Nullable(Type.Enum(TLS_MODES)),
  user: Nullable(Type.String()),
  hasPassword: Type.Boolean(),
  auth: Nullable(Type.Enum(MECHANISMS)),
  fromName: Nullable(Type.String()),
  fromEmail: Nullable(Type.String()),
  replyTo: Nullable(Type.String()),
  rateLimit: RateLimitFields,
  retryWindow: Type.Number({ description: 'in hours' }),
  isDefault: Type.Boolean(),
  createdAt: Instant,
  updatedAt: Instant,
});

export const ProjectQuery = Type.Object(pageQuery(100), { additionalProperties: false });
export const ProjectList = Type.Object({ data: Type.Array(ProjectReply), meta: PageMeta });
export const ProjectDeleted = Type.Object({ deleted: Type.Boolean(), id: Type.String() });
