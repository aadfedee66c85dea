/** The page of a relying party, which a spec plays: a passkey is registered there with whatever the browser used, and a card says what it holds. */
import type { BatchRequest, BatchResult } from '@cardwright/contracts/nats/edge.api';
import { done } from './card-work-service.js';
import type { FakeParty } from './fake-party.js';
import type { PasskeyKey } from './passkey-key.js';

let registrations = 0;

/** aaguid: as it is kept there. user: base64url; of one account a key keeps one. */
export async function registerOnPage(
  party: FakeParty,
  by: PasskeyKey,
  { aaguid = null as string | null, user = 'YWRh', at = new Date() } = {},
): Promise<{ providerId: string; credentialId: string }> {
  const made = await by.make({ ...(await party.options()), userIdBase64url: user, excludeBase64url: [] });
  const credentialId = made.credentialIdBase64url;
  const providerId = `page-${(registrations += 1)}`;
  party.known.push({
    ...{ providerId, displayName: 'my key', aaguid, createdAt: at.toISOString() },
    ...{ credentialId, credentialIds: [credentialId] },
  });
  return { providerId, credentialId };
}

/** As the agent answers a batch with this key in its reader. */
export async function answerWith(key: PasskeyKey, batch: BatchRequest): Promise<BatchResult> {
  const result: BatchResult = { ...done(batch), ...(batch.lend && { lent: true }) };
  for (const [index, step] of batch.steps.entries())
    if (step.kind === 'check-credential')
      result.results[index]!.present = await key.holds(step.relyingPartyId, step.credentialIdBase64url);
  return result;
}
