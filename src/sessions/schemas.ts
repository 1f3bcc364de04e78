import Type from 'typebox';
import { Nullable } from '../http/fields.ts';

const strict = { additionalProperties: false };

/** The fields of every answer that hands a session over. */
export const tokens = {
  accessToken: Type.String({ description: 'Send it as "Authorization: Bearer …"' }),
  refreshToken: Nullable(Type.String({ description: 'Null when it went into the cookie' })),
  expiresIn: Type.Integer({ description: 'Seconds until the access token expires' }),
};

export const Tokens = Type.Object(tokens, {
  examples: [
    {
      accessToken: 'eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9.…',
      refreshToken: 'prr_…',
      expiresIn: 900,
    },
  ],
});

export const Refresh = Nullable(
  Type.Object(
    { refreshToken: Type.Optional(Type.String({ minLength: 1, maxLength: 512 })) },
    { ...strict, examples: [{ refreshToken: 'prr_…' }] },
  ),
);

export const Logout = Nullable(
  Type.Object(
    {
      everywhere: Type.Optional(
        Type.Boolean({ description: 'End all sessions of this user, not just this one' }),
      ),
    },
    { ...strict, examples: [{ everywhere: true }] },
  ),
);
export const LoggedOut = Type.Object({ loggedOut: Type.Boolean() });
