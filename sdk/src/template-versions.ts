import type { BodyOf, QueryOf, ReplyOf } from './operation.ts';
import { type ListOptions, Pages } from './pages.ts';
import type { CallOptions } from './settings.ts';
import type { Transport } from './transport.ts';

export type TemplateVersion = ReplyOf<'getTemplateVersion'>;
const LARGEST_PAGE = 100;

/** Versions of a template: a draft can be changed, a published one can be sent. */
export class TemplateVersions {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  create(
    templateId: string,
    version: BodyOf<'createTemplateVersion'>,
    options?: CallOptions,
  ): Promise<ReplyOf<'createTemplateVersion'>> {
    const input = { path: { id: templateId }, body: version };
    return this.#transport.call('createTemplateVersion', input, options);
  }

  /** Newest first, without bodies. */
  list(
    templateId: string,
    query: QueryOf<'listTemplateVersions'> = {},
    options?: ListOptions,
  ): Pages<'listTemplateVersions'> {
    const operation = 'listTemplateVersions' as const;
    const list = { operation, path: { id: templateId }, query, largest: LARGEST_PAGE };
    return new Pages(this.#transport, list, options);
  }

  get(templateId: string, versionId: string, options?: CallOptions): Promise<TemplateVersion> {
    const path = { id: templateId, versionId };
    return this.#transport.call('getTemplateVersion', { path }, options);
  }

  /** 409 unless it is a draft. */
  update(
    templateId: string,
    versionId: string,
    change: BodyOf<'updateTemplateVersion'>,
    options?: CallOptions,
  ): Promise<ReplyOf<'updateTemplateVersion'>> {
    const input = { path: { id: templateId, versionId }, body: change };
    return this.#transport.call('updateTemplateVersion', input, options);
  }

  /** 409 unless it is a draft that no campaign uses. */
  delete(
    templateId: string,
    versionId: string,
    options?: CallOptions,
  ): Promise<ReplyOf<'deleteTemplateVersion'>> {
    const path = { id: templateId, versionId };
    return this.#transport.call('deleteTemplateVersion', { path }, options);
  }

  /** Inlines the CSS and makes the text; from then on it can be sent, and not be changed. */
  publish(
    templateId: string,
    versionId: string,
    options?: CallOptions,
  ): Promise<ReplyOf<'publishTemplateVersion'>> {
    const path = { id: templateId, versionId };
    return this.#transport.call('publishTemplateVersion', { path }, options);
  }

  /** 409 while a scheduled or running campaign uses it. */
  unpublish(
    templateId: string,
    versionId: string,
    options?: CallOptions,
  ): Promise<ReplyOf<'unpublishTemplateVersion'>> {
    const path = { id: templateId, versionId };
    return this.#transport.call('unpublishTemplateVersion', { path }, options);
  }

  /** Rendered for a contact, or for data that you send. */
  preview(
    templateId: string,
    versionId: string,
    shown: BodyOf<'previewTemplateVersion'> = {},
    options?: CallOptions,
  ): Promise<ReplyOf<'previewTemplateVersion'>> {
    const input = { path: { id: templateId, versionId }, body: shown };
    return this.#transport.call('previewTemplateVersion', input, options);
  }
}
