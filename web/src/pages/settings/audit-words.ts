/** The things that the audit log speaks of: the noun of an action, in the plural and in the singular. */
const NOUNS: Record<string, [string, string]> = {
  campaign: ['Campaigns', 'a campaign'],
  contact: ['Contacts', 'contacts'],
  segment: ['Segments', 'a segment'],
  suppression: ['Suppressions', 'suppressions'],
  template: ['Templates', 'a template'],
  template_version: ['Template versions', 'a template version'],
  email: ['E-mails', 'a scheduled e-mail'],
  project: ['Projects', 'a project'],
  webhook_endpoint: ['Webhook endpoints', 'a webhook endpoint'],
  webhook_delivery: ['Webhook deliveries', 'a webhook delivery'],
  api_key: ['API keys', 'an API key'],
  member: ['Members', 'a member'],
  invitation: ['Invitations', 'an invitation'],
  tenant: ['The tenant', 'the tenant'],
};

export const NOUN_CHOICES = Object.entries(NOUNS).map(([value, [label]]) => ({ value, label }));

/** Where `verb noun` in the past tense isn't what an action is called. */
const SENTENCES: Record<string, string> = {
  'api_key.revoke': 'revoked an API key',
  'tenant.update': 'changed the settings',
  'tenant.set': 'set what is the operator’s',
  'member.change_role': 'changed the role of a member',
  'member.join': 'accepted an invitation',
  'campaign.test': 'sent a test of a campaign',
  'campaign.resolve_unknown': 'decided on messages in doubt',
  'campaign.retry_failed': 'tried failed messages again',
  'contact.bulk': 'added or changed contacts in bulk',
  'contact.upsert': 'added or changed a contact',
  'contact.update': 'changed a contact',
  'contact.erase': 'erased a contact',
  'contact.cancel_import': 'cancelled an import',
  'contact.import': 'imported contacts',
  'suppression.create': 'added a suppression',
  'suppression.delete': 'removed a suppression',
  'webhook_endpoint.rotate_secret': 'rotated the secret of a webhook endpoint',
  'webhook_endpoint.toggle': 'switched a webhook endpoint',
  'template.clone': 'made a template from the library',
};

const VERBS: Record<string, string> = {
  create: 'created',
  update: 'changed',
  delete: 'deleted',
  send: 'sent',
  schedule: 'scheduled',
  cancel: 'cancelled',
  pause: 'paused',
  resume: 'let go on',
  duplicate: 'duplicated',
  publish: 'published',
  unpublish: 'unpublished',
  import: 'imported',
  revoke: 'withdrew',
  resend: 'sent again',
  remove: 'removed',
  add: 'added',
  test: 'tested',
  replay: 'replayed',
};

/** An action as the rest of a sentence; one that is new here is shown as it is. */
export function actionWords(action: string): string {
  const [noun = '', verb = ''] = action.split('.');
  const thing = NOUNS[noun]?.[1] ?? noun.replaceAll('_', ' ');
  return SENTENCES[action] ?? `${VERBS[verb] ?? verb.replaceAll('_', ' ')} ${thing}`;
}
