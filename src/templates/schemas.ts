import Type from 'typebox';
import { Instant, Locale, Nullable } from '../http/fields.ts';
import { PageMeta, pageQuery } from '../http/paging.ts';
import { MAX_SUBJECT_LENGTH } from './publish.ts';
import { MAX_SLUG_LENGTH, SLUG } from './slug.ts';
import { VARIABLE_TYPES } from './variables.ts';

const closed = { additionalProperties: false };

const VariableFields = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 128, examples: ['firstName'] }),
    type: Type.Enum(VARIABLE_TYPES),
    fallback: Type.Optional(
      Type.String({ maxLength: 1000, description: 'Printed where a contact has no value' }),
    ),
  },
  closed,
);

const subject = Type.String({
  minLength: 1,
  maxLength: MAX_SUBJECT_LENGTH,
  examples: ['News for {{firstName}}'],
});
const htmlBody = Type.String({
  minLength: 1,
  description: 'At most 1 MB',
  examples: ['<p>Hello {{firstName}}</p><p><a href="{{unsubscribeUrl}}">Unsubscribe</a></p>'],
});
const mjmlBody = Type.String({
  minLength: 1,
  examples: [
    '<mjml><mj-body><mj-section><mj-column><mj-text>Hello {{firstName}}</mj-text></mj-column></mj-section></mj-body></mjml>',
  ],
  description:
    'Ours. MJML, at most 1 MB: `htmlBody` is made of it. `mj-include` is refused; what is wrong is told with its line. Null: the HTML is kept and written by hand from now on, as it also is when `htmlBody` is given alone',
});
const optionalContent = {
  mjmlBody: Type.Optional(Nullable(mjmlBody)),
  textBody: Type.Optional(
    Nullable(Type.String({ description: 'At most 1 MB. Null: made from the HTML at publishing' })),
  ),
  locale: Type.Optional(Nullable(Locale)),
  localeGroupId: Type.Optional(
    Nullable(
      Type.String({
        maxLength: 64,
        description: 'The group of locale variants. Null: the version is the base of its own group',
      }),
    ),
  ),
  variables: Type.Optional(Type.Array(VariableFields, { maxItems: 200 })),
};

const name = Type.String({
  minLength: 1,
  maxLength: 200,
  pattern: '\\S',
  examples: ['March news'],
});
const slug = Type.String({
  minLength: 1,
  maxLength: MAX_SLUG_LENGTH,
  pattern: SLUG,
  description: 'Lower-case ASCII words with dashes; unique per tenant. Sending by name uses it',
  examples: ['march-news'],
});

export const NewTemplateBody = Type.Object(
  {
    name,
    slug: Type.Optional(slug),
    subject,
    htmlBody: Type.Optional(htmlBody),
    ...optionalContent,
  },
  closed,
);

export const TemplateChange = Type.Object(
  { name: Type.Optional(name), slug: Type.Optional(slug) },
  closed,
);

/** A version's content where each field may be missing. */
export const ContentBody = Type.Object(
  { subject: Type.Optional(subject), htmlBody: Type.Optional(htmlBody), ...optionalContent },
  closed,
);

export const PreviewBody = Type.Object(
  {
    contactId: Type.Optional(
      Type.String({ minLength: 1, maxLength: 128, description: "A contact's id or externalId" }),
    ),
    data: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description: "Values that win over the contact's attributes",
        examples: [{ firstName: 'Ana' }],
      }),
    ),
    subject: Type.Optional(
      Type.String({
        ...{ minLength: 1, maxLength: 998 },
        description: "Another subject than the version's, as a campaign's",
      }),
    ),
  },
  closed,
);

/** Any text is taken: ids that can't be one are "not found", like foreign ones. */
export const VersionParams = Type.Object({ id: Type.String(), versionId: Type.String() });

export const TemplateQuery = Type.Object(
  {
    ...pageQuery(100),
    q: Type.Optional(
      Type.String({ maxLength: 200, description: 'A part of the name or the slug' }),
    ),
  },
  closed,
);
export const VersionQuery = Type.Object(pageQuery(100), closed);

const summary = {
  id: Type.String(),
  templateId: Type.String(),
  number: Type.Integer(),
  status: Type.Enum(['DRAFT', 'PUBLISHED'] as const),
  subject: Type.String(),
  locale: Nullable(Locale),
  localeGroupId: Nullable(Type.String()),
  publishedAt: Nullable(Instant),
  createdAt: Instant,
  updatedAt: Instant,
};
export const VersionSummaryReply = Type.Object(summary);

/** What was published, and whether it has an unsubscribe link, stand on a published version only. */
export const VersionReply = Type.Object({
  ...summary,
  htmlBody: Type.String(),
  mjmlBody: Nullable(Type.String({ description: 'What the HTML is made of' })),
  textBody: Nullable(Type.String()),
  variables: Type.Array(
    Type.Object({
      name: Type.String(),
      type: Type.Enum(VARIABLE_TYPES),
      fallback: Type.Optional(Type.String()),
    }),
  ),
  publishedHtml: Type.Optional(Type.String()),
  publishedText: Type.Optional(Type.String()),
  variablesFound: Type.Optional(Type.Array(Type.String())),
  undeclaredVariables: Type.Optional(Type.Array(Type.String())),
  hasUnsubscribeLink: Type.Optional(Type.Boolean()),
});

const template = {
  id: Type.String(),
  name: Type.String(),
  slug: Type.String(),
  createdAt: Instant,
  updatedAt: Instant,
};
export const TemplateReply = Type.Object(template);
export const TemplateCreated = Type.Object({ ...template, versions: Type.Array(VersionReply) });
export const TemplateWithVersions = Type.Object({
  ...template,
  versions: Type.Array(VersionSummaryReply),
});
export const TemplatePage = Type.Object({
  data: Type.Array(
    Type.Object({
      ...template,
      versionCount: Type.Integer(),
      publishedAt: Nullable(Instant),
    }),
  ),
  meta: PageMeta,
});
export const VersionPage = Type.Object({ data: Type.Array(VersionSummaryReply), meta: PageMeta });
export const Deleted = Type.Object({ deleted: Type.Literal(true), id: Type.String() });
export const PreviewReply = Type.Object({
  subject: Type.String(),
  html: Type.String(),
  text: Type.String(),
  missingVariables: Type.Array(Type.String()),
});
