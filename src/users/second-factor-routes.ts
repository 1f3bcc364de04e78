import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyPluginAsync } from 'fastify';
import { outsideTenants } from '../db/transaction.ts';
import { sessionOf } from '../http/access.ts';
import { type LoginDeps, proveUser } from './login.ts';
import {
  RecoveryCodes,
  SecondFactorOff,
  TotpConfirmation,
  TotpRemoval,
  TotpSecret,
} from './schemas.ts';
import { clearSecondFactor, confirmSecondFactor, enableSecondFactor } from './second-factor.ts';
import { findUser } from './service.ts';

const tags = ['Second factor'];
const config = { session: true };

/** TOTP (RFC 6238), as authenticator apps have it. */
export function secondFactorRoutes(deps: LoginDeps): FastifyPluginAsync {
  const { db } = deps;
  const routes: FastifyPluginAsyncTypebox = async (app) => {
    app.post(
      '/auth/2fa/enable',
      {
        config,
        schema: {
          operationId: 'enableSecondFactor',
          summary: 'Make a secret for your authenticator app',
          description: 'It counts once POST /auth/2fa/confirm has seen a code made with it.',
          tags,
          response: { 200: TotpSecret },
        },
      },
      async (request, reply) => {
        const { userId } = sessionOf(request);
        const made = await outsideTenants(db, (tx) => enableSecondFactor(tx, userId, deps));
        reply.header('cache-control', 'no-store');
        return { secret: made.secret, otpauthUrl: made.url };
      },
    );

    app.post(
      '/auth/2fa/confirm',
      {
        config,
        schema: {
          operationId: 'confirmSecondFactor',
          summary: 'Turn the second factor on with a first code',
          description: 'Answers ten recovery codes, shown this once; each opens one login.',
          tags,
          body: TotpConfirmation,
          response: { 200: RecoveryCodes },
        },
      },
      async (request, reply) => {
        const { userId } = sessionOf(request);
        const { totpCode } = request.body;
        const recoveryCodes = await outsideTenants(db, (tx) =>
          confirmSecondFactor(tx, userId, totpCode, deps),
        );
        reply.header('cache-control', 'no-store');
        return { twoFactorEnabled: true, recoveryCodes };
      },
    );

    app.post(
      '/auth/2fa/disable',
      {
        config,
        schema: {
          operationId: 'disableSecondFactor',
          summary: 'Turn the second factor off, with your password and a code',
          tags,
          body: TotpRemoval,
          response: { 200: SecondFactorOff },
        },
      },
      async (request) => {
        const { userId } = sessionOf(request);
        const { email } = await findUser(db.app, userId);
        const { password, totpCode: code } = request.body;
        await proveUser(deps, { email, password, code }, request.ip);
        await outsideTenants(db, (tx) => clearSecondFactor(tx, userId));
        return { twoFactorEnabled: false };
      },
    );
  };
  return routes;
}
