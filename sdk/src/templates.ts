import type { BodyOf, QueryOf, ReplyOf } from './operation.ts';
import { type ListOptions, Pages } from './pages.ts';
import type { CallOptions } from './settings.ts';
import { TemplateVersions } from './template-versions.ts';
import type { Transport } from './transport.ts';

/** With its versions, newest first. */
export type Template = ReplyOf<'getTemplate'>;
const LARGEST_PAGE = 100;

export class Templates {
  readonly #transport: Transport;
  readonly versions: TemplateVersions;

  constructor(transport: Transport) {
    this.#transport = transport;
    this.versions = new TemplateVersions(transport);
  }

  /** With its first version, a draft: `template.versions[0]`. */
  create(
    template: BodyOf<'createTemplate'>,
    options?: CallOptions,
  ): Promise<ReplyOf<'createTemplate'>> {
    return this.#transport.call('createTemplate', { body: template }, options);
  }

  list(query: QueryOf<'listTemplates'> = {}, options?: ListOptions): Pages<'listTemplates'> {
    const list = { operation: 'listTemplates', query, largest: LARGEST_PAGE } as const;
    return new Pages(this.#transport, list, options);
  }

  get(id: string, options?: CallOptions): Promise<Template> {
    return this.#transport.call('getTemplate', { path: { id } }, options);
  }

  /** Its name and slug. */
  update(
    id: string,
    change: BodyOf<'updateTemplate'>,
    options?: CallOptions,
  ): Promise<ReplyOf<'updateTemplate'>> {
    return this.#transport.call('updateTemplate', { path: { id }, body: change }, options);
  }

  /** 409 while a campaign uses it. */
  delete(id: string, options?: CallOptions): Promise<ReplyOf<'deleteTemplate'>> {
    return this.#transport.call('deleteTemplate', { path: { id } }, options);
  }
}
