import type { ReplyOf } from '../../api.ts';

export type Contact = ReplyOf<'updateContact'>;
export type ConsentRecord = ReplyOf<'listConsent'>['data'][number];
