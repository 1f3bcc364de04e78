import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyPluginAsync } from 'fastify';
import type { Database } from '../db/database.ts';
import { sessionOf } from '../http/access.ts';
import { forgetPassword, resetPassword } from './reset-password.ts';
import {
  Accepted,
  ForgottenPassword,
  PasswordChange,
  PasswordChanged,
  PasswordReset,
} from './schemas.ts';
import { changePassword } from './set-password.ts';

const tags = ['Sessions'];
const open = { public: true, limited: true };

/** How a password is changed: with the one before, or with a link that was mailed. */
export function passwordRoutes({ db }: { db: Database }): FastifyPluginAsync {
  const routes: FastifyPluginAsyncTypebox = async (app) => {
    app.post(
      '/auth/password',
      {
        config: { session: true },
        schema: {
          operationId: 'changePassword',
          summary: 'Change your password; your other sessions end',
          tags,
          body: PasswordChange,
          response: { 200: PasswordChanged },
        },
      },
      async (request) => {
        await changePassword(db, sessionOf(request), request.body, request.ip);
        return { changed: true };
      },
    );

    app.post(
      '/auth/password/forgot',
      {
        config: open,
        schema: {
          operationId: 'forgetPassword',
          summary: 'Have a link mailed that sets a new password',
          description:
            'The answer is the same whether there is such an account or not. The link works for ' +
            'one hour, once; a newer one replaces it.',
          tags,
          body: ForgottenPassword,
          response: { 202: Accepted },
        },
      },
      async (request, reply) => {
        await forgetPassword(db, request.body.email, request.ip);
        return reply.code(202).send({ accepted: true });
      },
    );

    app.post(
      '/auth/password/reset',
      {
        config: open,
        schema: {
          operationId: 'resetPassword',
          summary: 'Set a new password with a mailed token; all sessions end',
          tags,
          body: PasswordReset,
          response: { 200: PasswordChanged },
        },
      },
      async (request) => {
        await resetPassword(db, request.body);
        return { changed: true };
      },
    );
  };
  return routes;
}
