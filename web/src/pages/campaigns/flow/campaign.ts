import type { InputOf, ReplyOf } from '../../../api.ts';

export type Campaign = ReplyOf<'getCampaign'>;
export type Change = InputOf<'updateCampaign'>['body'];
export type AudienceFilter = NonNullable<Change['audienceFilter']>;
export type Contact = ReplyOf<'listContacts'>['data'][number];
export type Version = ReplyOf<'getTemplate'>['versions'][number];
export type Preflight = ReplyOf<'preflightCampaign'>;
export type Finding = Preflight['findings'][number];
