import Type from 'typebox';
import { Instant, Nullable } from '../http/fields.ts';

/** Queued, or with `sync` what became of it. */
export const Sent = Type.Object({
  id: Type.String({ format: 'uuid' }),
  status: Type.String({ description: 'QUEUED; with `sync` SENT, FAILED, SKIPPED, DEFERRED …' }),
  queued: Type.Boolean({ description: 'Whether it still waits for an attempt' }),
  position: Type.Optional(
    Type.Integer({ minimum: 0, description: 'Emails that wait ahead of it, 1,000 at most' }),
  ),
  messageId: Type.Optional(Nullable(Type.String({ description: 'Its Message-ID' }))),
  provider: Type.Optional(Type.String()),
  error: Type.Optional(Type.String({ description: "The server's reply, where it isn't SENT" })),
});

export const BatchReply = Type.Object({
  results: Type.Array(
    Type.Object({
      to: Type.String(),
      id: Nullable(Type.String()),
      status: Type.Enum(['QUEUED', 'REJECTED']),
      error: Nullable(Type.String()),
    }),
  ),
  accepted: Type.Integer(),
  rejected: Type.Integer(),
});

export const Scheduled = Type.Object({
  id: Type.String({ format: 'uuid' }),
  to: Nullable(Type.String()),
  subject: Nullable(Type.String()),
  status: Type.Enum(['SCHEDULED']),
  sendAt: Instant,
  tags: Type.Array(Type.String()),
  createdAt: Instant,
});

export const Cancelled = Type.Object({
  id: Type.String(),
  status: Type.Enum(['CANCELLED']),
  cancelled: Type.Boolean(),
});
