import Type from 'typebox';
import { Instant, Nullable } from '../http/fields.ts';
import { PageMeta, pageQuery } from '../http/paging.ts';
import { ROLES } from '../http/role.ts';
import { Code, Email, Password, User, UserTenant } from '../users/schemas.ts';

const strict = { additionalProperties: false };
const exampleId = '0195a3c4-7d1e-7c3a-9a55-2f6f0e7f9b10';

const Role = Type.Enum(ROLES, {
  description: 'A viewer reads, an editor also writes and sends, an owner does everything',
});

export const TenantsOfUser = Type.Object({ data: Type.Array(UserTenant) });

export const MemberParams = Type.Object({ id: Type.String(), adminId: Type.String() });
export const InvitationParams = Type.Object({ id: Type.String(), invitationId: Type.String() });
export const MemberQuery = Type.Object(pageQuery(100), strict);

export const Member = Type.Object({
  id: Type.String({ description: 'The user’s id' }),
  email: Type.String(),
  name: Nullable(Type.String()),
  role: Role,
  twoFactorEnabled: Type.Boolean(),
  createdAt: Instant,
});
export const MemberList = Type.Object({ data: Type.Array(Member), meta: PageMeta });
export const RoleChange = Type.Object(
  { role: Role },
  { ...strict, examples: [{ role: 'editor' }] },
);
export const MemberRemoved = Type.Object({ deleted: Type.Boolean(), id: Type.String() });

export const NewMember = Type.Object(
  { email: Email, role: Role },
  { ...strict, examples: [{ email: 'ben@example.com', role: 'editor' }] },
);
export const Invitation = Type.Object(
  {
    id: Type.String(),
    email: Type.String(),
    role: Role,
    invitedBy: Nullable(Type.String({ description: 'The user who asked' })),
    createdAt: Instant,
    expiresAt: Instant,
    mailedAt: Nullable(Instant),
    mailError: Nullable(Type.String({ description: 'Why the mail was refused' })),
  },
  {
    description: 'The link is in the mail only. `mailedAt` is null until the mail was accepted.',
    examples: [
      {
        ...{ id: exampleId, email: 'ben@example.com', role: 'editor', invitedBy: exampleId },
        ...{ createdAt: '2026-03-01T09:30:00.000Z', expiresAt: '2026-03-08T09:30:00.000Z' },
        ...{ mailedAt: null, mailError: null },
      },
    ],
  },
);
export const InvitationList = Type.Object({ data: Type.Array(Invitation) });
export const InvitationRevoked = Type.Object({ deleted: Type.Boolean(), id: Type.String() });

export const Acceptance = Type.Object(
  {
    token: Type.String({ minLength: 1, maxLength: 512 }),
    password: Type.Optional(Password),
    totpCode: Type.Optional(Code),
    name: Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: 200 }))),
  },
  {
    ...strict,
    examples: [{ token: 'inv_…', password: 'correct horse battery', name: 'Ben' }],
  },
);
export const AcceptedInvitation = Type.Object({ user: User, tenant: UserTenant });
