import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { PressrunError } from '../lib/errors.ts';
import { type Authenticate, guardRoutes } from './access.ts';
import type { RecordChange } from './change.ts';
import { acceptJsonOnly, refuseBrokenText } from './json-body.ts';
import { describeApi } from './openapi.ts';
import { Problem, problemDocument, replyProblem } from './problem.ts';
import { limitRate } from './rate-limit.ts';
import type { CountRequest } from './request-counts.ts';
import { compileValidator } from './validation.ts';

export const BODY_LIMIT_BYTES = 5 * 1024 * 1024;
// An external id of 128 characters or an address of 254, each as three percent-encoded bytes.
const MAX_PATH_PARAMETER = 1_024;

export type ServerOptions = {
  authenticate: Authenticate;
  log: FastifyBaseLogger;
  rateLimitPerMinute: number;
  countRequest: CountRequest;
  corsOrigins: string[];
  version: string;
  /** Writes the audit log; nothing is written without. */
  recordChange?: RecordChange;
};

/** The HTTP border without any route: validation, authentication, errors, limits, headers. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: options.log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    routerOptions: { maxParamLength: MAX_PATH_PARAMETER },
    // Idle keep-alive connections must not hold up a graceful stop.
    forceCloseConnections: 'idle',
    frameworkErrors: (error, request, reply) => {
      replyProblem(error, request as FastifyRequest, reply as never);
    },
    clientErrorHandler: refuseBrokenRequest,
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.setValidatorCompiler(compileValidator);
  app.setErrorHandler(replyProblem);
  app.addSchema(Problem);
  acceptJsonOnly(app);
  await addBrowserRules(app, options.corsOrigins);
  const { rateLimitPerMinute, countRequest } = options;
  const countRefused = await limitRate(app, rateLimitPerMinute, countRequest);
  await describeApi(app, options.version);
  guardRoutes(app, options.authenticate, countRefused);
  app.addHook('preValidation', async (request) => {
    if (!request.routeOptions.config.bulk) refuseBrokenText(request.body);
    refuseBrokenText(request.params);
    refuseBrokenText(request.query);
  });
  app.decorate('recordChange', options.recordChange ?? (async () => {}));
  app.setNotFoundHandler((request, reply) => {
    const message = `No route ${request.method} ${request.url.split('?', 1)[0]}`;
    replyProblem(new PressrunError('not_found', message), request, reply);
  });
  announceStop(app);
  return app;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Aborts when the server begins to close: for answers that would otherwise never end. */
    stopping: AbortSignal;
  }
}

function announceStop(app: FastifyInstance): void {
  const controller = new AbortController();
  app.decorate('stopping', controller.signal);
  app.addHook('preClose', async () => controller.abort());
  // Closing ends only connections that are idle in that moment. One that answers just then would
  // stay open for the keep-alive timeout (72 s), and the stop would wait for it.
  app.addHook('onResponse', async () => {
    if (controller.signal.aborted) setImmediate(() => app.server.closeIdleConnections());
  });
}

async function addBrowserRules(app: FastifyInstance, origins: string[]): Promise<void> {
  await app.register(helmet, {
    global: true,
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"] } },
    crossOriginResourcePolicy: { policy: 'same-site' },
    // Set by the proxy that ends TLS; over plain HTTP on a laptop it would lock people out.
    strictTransportSecurity: false,
  });
  if (origins.length === 0) return;
  await app.register(cors, {
    origin: origins,
    allowedHeaders: ['authorization', 'content-type', 'x-tenant-id', 'idempotency-key'],
    exposedHeaders: [
      ...['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset', 'retry-after'],
      ...['x-quota-limit', 'x-quota-used', 'x-quota-percentage', 'x-quota-warning'],
    ],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    maxAge: 600,
  });
}

const BROKEN_REQUESTS: Record<string, { status: number; message: string }> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    message: 'The address and headers of the request are larger than 16 kB together',
  },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, message: 'The request took too long to arrive' },
};

/** What Node refuses before Fastify sees it (huge headers, broken HTTP) gets the same document. */
function refuseBrokenRequest(error: Error, socket: Socket): void {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (!socket.writable || code === 'ECONNRESET') return void socket.destroy();
  const unknown = { status: 400, message: 'The request is not valid HTTP' };
  const { status, message } = BROKEN_REQUESTS[code] ?? unknown;
  const problem = problemDocument({ status, code: 'invalid_request', message, errors: [] }, '/');
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n` +
      'content-type: application/problem+json; charset=utf-8\r\nx-content-type-options: nosniff\r\n' +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
