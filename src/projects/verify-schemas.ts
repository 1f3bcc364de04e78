import Type from 'typebox';
import { Nullable } from '../http/fields.ts';
import { relayFields } from './schemas.ts';

export const VerifyBody = Nullable(
  Type.Object(relayFields, {
    additionalProperties: false,
    description: 'What to try instead of what is stored; nothing of it is kept',
    examples: [{ tlsMode: 'required' }],
  }),
);

export const VerifyReply = Type.Object({
  ok: Type.Boolean({ description: 'Whether mail would be taken up to here' }),
  step: Type.String({ description: 'The last step: connect, greeting, TLS, or a command' }),
  reason: Nullable(Type.String({ description: 'Why not, in words' })),
  advice: Nullable(Type.String({ description: 'What to do about it' })),
  lines: Type.Array(
    Type.Object({
      from: Type.Enum(['pressrun', 'relay', 'note']),
      text: Type.String({ description: 'Credentials are hidden' }),
    }),
  ),
});
