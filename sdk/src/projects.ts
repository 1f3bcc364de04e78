import type { BodyOf, QueryOf, ReplyOf } from './operation.ts';
import { type ListOptions, Pages } from './pages.ts';
import type { CallOptions } from './settings.ts';
import type { Transport } from './transport.ts';

/** Without its password. */
export type Project = ReplyOf<'getProject'>;
const LARGEST_PAGE = 100;

/** Senders, with an SMTP server and limits of their own. */
export class Projects {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  create(project: BodyOf<'createProject'>, options?: CallOptions): Promise<Project> {
    return this.#transport.call('createProject', { body: project }, options);
  }

  list(query: QueryOf<'listProjects'> = {}, options?: ListOptions): Pages<'listProjects'> {
    const list = { operation: 'listProjects', query, largest: LARGEST_PAGE } as const;
    return new Pages(this.#transport, list, options);
  }

  get(id: string, options?: CallOptions): Promise<Project> {
    return this.#transport.call('getProject', { path: { id } }, options);
  }

  /** Campaigns that run take it over within seconds. */
  update(id: string, change: BodyOf<'updateProject'>, options?: CallOptions): Promise<Project> {
    return this.#transport.call('updateProject', { path: { id }, body: change }, options);
  }

  /** 409 while a scheduled or running campaign uses it. */
  delete(id: string, options?: CallOptions): Promise<ReplyOf<'deleteProject'>> {
    return this.#transport.call('deleteProject', { path: { id } }, options);
  }

  /** Holds a real SMTP conversation with its server and shows it; `instead` is tried, not kept. */
  verify(
    id: string,
    instead: BodyOf<'verifyProject'> = {},
    options?: CallOptions,
  ): Promise<ReplyOf<'verifyProject'>> {
    return this.#transport.call('verifyProject', { path: { id }, body: instead }, options);
  }
}
