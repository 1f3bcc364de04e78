import Type from 'typebox';
import { Instant, Locale, Nullable } from '../http/fields.ts';
import { ROLES } from '../http/role.ts';
import { tokens } from '../sessions/schemas.ts';
import { MAX_PASSWORD, MIN_PASSWORD } from './password-rules.ts';

const strict = { additionalProperties: false };

/** Checked when it is set; at a login any text is taken, and is right or wrong. */
export const Password = Type.String({ minLength: 1, maxLength: MAX_PASSWORD * 4 });
export const NewPassword = Type.String({
  minLength: MIN_PASSWORD,
  maxLength: MAX_PASSWORD,
  description: `${MIN_PASSWORD} to ${MAX_PASSWORD} characters; no rules of composition`,
});
export const Email = Type.String({ minLength: 1, maxLength: 512 });
export const Code = Type.String({
  minLength: 6,
  maxLength: 64,
  description: 'Six digits of the authenticator app, or a recovery code',
});

const Name = Nullable(Type.String({ minLength: 1, maxLength: 200 }));

export const User = Type.Object({
  id: Type.String(),
  email: Type.String(),
  name: Nullable(Type.String()),
  locale: Nullable(Type.String()),
  twoFactorEnabled: Type.Boolean(),
  createdAt: Instant,
});

export const UserTenant = Type.Object({
  id: Type.String(),
  name: Type.String(),
  role: Type.Enum(ROLES),
});

const cookie = Type.Optional(
  Type.Boolean({
    description: 'Keep the refresh token in an HttpOnly cookie; the answer then hasn’t got it',
  }),
);
const exampleLogin = { email: 'ana@example.com', password: 'correct horse battery' };

export const Login = Type.Object(
  { email: Email, password: Password, cookie },
  { ...strict, examples: [exampleLogin] },
);
export const LoginWithCode = Type.Object(
  { email: Email, password: Password, totpCode: Code, cookie },
  { ...strict, examples: [{ ...exampleLogin, totpCode: '123456' }] },
);

export const LoggedIn = Type.Object({
  ...tokens,
  twoFactorRequired: Type.Literal(false),
  user: User,
  tenants: Type.Array(UserTenant),
});

/** Everything but the first field is missing while a code is asked for. */
export const LoginReply = Type.Object(
  {
    twoFactorRequired: Type.Boolean({
      description: 'True: nothing else is in the answer; go on with POST /auth/login/verify-2fa',
    }),
    accessToken: Type.Optional(tokens.accessToken),
    refreshToken: Type.Optional(tokens.refreshToken),
    expiresIn: Type.Optional(tokens.expiresIn),
    user: Type.Optional(User),
    tenants: Type.Optional(Type.Array(UserTenant)),
  },
  { description: 'The tokens, who signed in, and the tenants that this person is a member of' },
);

export const Me = Type.Object({ user: User, tenants: Type.Array(UserTenant) });
export const MePatch = Type.Object(
  { name: Type.Optional(Name), locale: Type.Optional(Nullable(Locale)) },
  { ...strict, minProperties: 1, examples: [{ name: 'Ana', locale: 'es' }] },
);

export const PasswordChange = Type.Object(
  { currentPassword: Password, newPassword: NewPassword },
  {
    ...strict,
    examples: [
      { currentPassword: 'correct horse battery', newPassword: 'another horse, one battery' },
    ],
  },
);
export const PasswordChanged = Type.Object({ changed: Type.Boolean() });
export const ForgottenPassword = Type.Object(
  { email: Email },
  { ...strict, examples: [{ email: 'ana@example.com' }] },
);
export const Accepted = Type.Object({ accepted: Type.Boolean() });
export const PasswordReset = Type.Object(
  { token: Type.String({ minLength: 1, maxLength: 512 }), password: NewPassword },
  { ...strict, examples: [{ token: 'pwr_…', password: 'another horse, one battery' }] },
);

export const TotpSecret = Type.Object(
  {
    secret: Type.String({ description: 'Base32, for typing' }),
    otpauthUrl: Type.String({ description: 'For a QR code' }),
  },
  {
    examples: [
      {
        secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
        otpauthUrl:
          'otpauth://totp/Pressrun:ana%40example.com?issuer=Pressrun&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&algorithm=SHA1&digits=6&period=30',
      },
    ],
  },
);
export const TotpConfirmation = Type.Object(
  { totpCode: Code },
  { ...strict, examples: [{ totpCode: '123456' }] },
);
export const RecoveryCodes = Type.Object(
  { twoFactorEnabled: Type.Boolean(), recoveryCodes: Type.Array(Type.String()) },
  { examples: [{ twoFactorEnabled: true, recoveryCodes: ['k7wq-3mzd-x9fa-t2hn'] }] },
);
export const TotpRemoval = Type.Object(
  { password: Password, totpCode: Code },
  { ...strict, examples: [{ password: 'correct horse battery', totpCode: '123456' }] },
);
export const SecondFactorOff = Type.Object(
  { twoFactorEnabled: Type.Boolean() },
  { examples: [{ twoFactorEnabled: false }] },
);
