import Type from 'typebox';
import { Instant, Nullable } from '../../http/fields.ts';
import { FINDING_CODES } from '../../lib/finding.ts';
import { MOST_SAMPLES } from './finding.ts';

const FindingReply = Type.Object({
  code: Type.Enum(FINDING_CODES),
  severity: Type.Enum(['blocking', 'warning']),
  message: Type.String(),
  path: Type.String({ description: 'a field of the campaign, or a part of the template' }),
  action: Type.String({ description: 'what to do next' }),
  count: Type.Optional(Type.Integer({ description: 'how many contacts, links, images or octets' })),
  sample: Type.Optional(
    Type.Array(Type.String(), {
      maxItems: MOST_SAMPLES,
      description: 'ids of contacts, or addresses',
    }),
  ),
});

export const PreflightReply = Type.Object(
  {
    ready: Type.Boolean({ description: 'nothing found blocks' }),
    audience: Type.Integer({ description: 'people who would get it now' }),
    findings: Type.Array(FindingReply, { description: 'blocking ones first' }),
    sender: Type.Object(
      { email: Type.String(), name: Nullable(Type.String()), replyTo: Nullable(Type.String()) },
      { description: 'whom it is from: the project, else the tenant, else the instance says' },
    ),
    checkedAt: Instant,
  },
  {
    examples: [
      {
        ...{ ready: false, audience: 1_240, checkedAt: '2026-03-01T09:30:00.000Z' },
        sender: { email: 'news@example.com', name: 'The Weekly', replyTo: null },
        findings: [
          {
            ...{ code: 'unsubscribe_link_missing', severity: 'blocking' },
            message: 'The template version has no unsubscribe link',
            path: 'templateVersionId',
            action: 'Put {{unsubscribeUrl}} into its HTML, as a link or as text, and publish that.',
          },
          {
            ...{ code: 'variables_missing', severity: 'warning' },
            message: '{{firstName}} has no fallback, and 12 of 1240 contacts have no value for it',
            path: 'variables.firstName',
            action:
              'Declare a fallback for "firstName" in a new version, or fill in the contacts\' attributes.',
            ...{ count: 12, sample: ['0195a3c4-7d1e-7c3a-9a55-2f6f0e7f9b10'] },
          },
        ],
      },
    ],
  },
);
