import { valuesOf } from '../campaigns/message-program.ts';
import { getCampaign } from '../campaigns/service.ts';
import { findContactById } from '../contacts/service.ts';
import type { Database, Tx } from '../db/database.ts';
import { inTenant } from '../db/transaction.ts';
import type { TokenSigner, UnsubscribeToken } from '../lib/signed-token.ts';
import { findSentVersion } from '../messages/find.ts';
import { render } from '../templates/rendering.ts';
import { findPublishedVersion } from '../templates/service.ts';
import { parseTemplate } from '../templates/template.ts';
import { findTenant } from '../tenants/service.ts';

/** The message is a tenant's HTML on our origin: no script, no form, no frame around it (P34). */
export const VIEW_CSP =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src https: data:; " +
  "style-src 'unsafe-inline'; font-src https:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

type ViewDeps = { db: Database; signer: TokenSigner; publicUrl: string };

/** The message as its recipient got it, for `{{viewInBrowserUrl}}`; null when it is gone. */
export async function renderInBrowser(
  { db, signer, publicUrl }: ViewDeps,
  token: UnsubscribeToken,
): Promise<string | null> {
  const found = await inTenant(db, token.tenantId, (tx) => findMessage(tx, token));
  if (!found) return null;
  const { contact, campaign, version, postalAddress } = found;
  const signed = signer.sign(token);
  const values = valuesOf(
    { address: contact.email, ...contact },
    {
      ...{ campaignName: campaign.name, postalAddress },
      unsubscribeUrl: `${publicUrl}/u/${signed}`,
      viewInBrowserUrl: `${publicUrl}/v/${signed}`,
    },
  );
  return render(parseTemplate(version.publishedHtml), 'html', values, version.variables);
}

async function findMessage(tx: Tx, { tenantId, contactId, campaignId, kind }: UnsubscribeToken) {
  const contact = await findContactById(tx, tenantId, contactId);
  if (!contact || !campaignId) return null;
  const campaign = await getCampaign(tx, tenantId, campaignId);
  const sent = kind === 'campaign' ? findSentVersion(tx, tenantId, campaignId, contactId) : null;
  const versionId = (await sent) ?? campaign.templateVersionId;
  const version = versionId ? await findPublishedVersion(tx, tenantId, versionId) : null;
  if (!version) return null;
  const { postalAddress } = await findTenant(tx, tenantId);
  return { contact, campaign, version, postalAddress };
}
