/** Why Graph refuses, for operators: its own code and sentence, and the setting or permission that has to be changed where that is known. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import type { ProviderAnswer } from '../http/http-exchange.js';
import { policyObstacles } from './passkey-policy.js';

const longestText = 300;

/** policy: empty where it is not known. Where it has nothing against this key, 403 means that the application lacks the permission. */
export function refusal(
  { status, body }: ProviderAnswer,
  policy: Readonly<Record<string, unknown>>,
  aaguid: string | null,
): CardwrightError {
  const { code, message } = (body['error'] ?? {}) as Record<string, unknown>;
  const [obstacle] = policyObstacles(policy, aaguid);
  const setting = obstacle?.setting ?? guessed(status, policy);
  const graphSays = typeof message === 'string' ? message.slice(0, longestText) : `Graph answers ${status}.`;
  const says = obstacle?.says ?? say('passkey.refused-with', { says: graphSays });
  const sentence = setting === undefined ? says : say('passkey.refused-by-setting', { says, setting });
  return new CardwrightError('RELYING_PARTY_REFUSED', sentence, {
    status,
    reason: typeof code === 'string' ? code : `http-${status}`,
    ...(setting !== undefined && { setting }),
    says: obstacle?.says.text ?? graphSays,
  });
}

/** What a tenant trusts is not in its policy: a refusal where it asks for attestation is one of the attestation. */
function guessed(status: number, policy: Readonly<Record<string, unknown>>): string | undefined {
  if (status === 403) return 'UserAuthMethod-Passkey.ReadWrite.All';
  return status === 400 && policy['isAttestationEnforced'] === true ? 'isAttestationEnforced' : undefined;
}
