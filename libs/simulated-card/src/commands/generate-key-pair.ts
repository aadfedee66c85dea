/** GENERATE ASYMMETRIC KEY PAIR. Governing document: SP 800-73-5 Part 2 section 3.3.3; tags AA and AB are a vendor extension. */
import { numberToHex } from '@cardwright/card-protocol/bytes';
import { asymmetricAlgorithms, type AsymmetricAlgorithmName } from '@cardwright/card-protocol/piv/algorithm';
import { keyReferenceRow } from '@cardwright/card-protocol/piv/key-reference';
import {
  decodeTlvs,
  encodeTlv,
  findValue,
  requireValue,
  unwrapTlv,
  type Tlv,
} from '@cardwright/card-protocol/tlv/ber-tlv';
import type { PinPolicyName, TouchPolicyName } from '../card/card-state.js';
import { encodePublicKey, exportPrivateKey } from '../crypto/private-key.js';
import type { CardContext, CommandHandler } from '../card/dialect.js';
import { pinPolicies, touchPolicies } from '../card/key-policies.js';
import { refuse } from '../status-word/status-error.js';
import { requireManagementKey } from './management-authenticated.js';

export const generateKeyPair: CommandHandler = async (card, { p1, p2, data }) => {
  requireManagementKey(card);
  if (p1 !== 0x00 || !card.dialect.generateReferences.includes(p2)) refuse('wrongParameters');
  const parts = decodeTlvs(unwrapTlv(data, 0xac));
  const algorithm =
    p2 === secureMessagingKey ? cipherSuite(requireValue(parts, 0x80)) : algorithmOf(card, requireValue(parts, 0x80));
  const policies = policiesOf(card, p2, parts);
  const name = numberToHex(p2);
  // The old key is gone before the new one is there: cut in between, the reference is empty.
  delete card.state.keys[name];
  await card.checkpoint();
  const key = await card.keys.generate(algorithm);
  card.state.keys[name] = { algorithm, pkcs8Base64: exportPrivateKey(key), origin: 'generated', ...policies };
  return encodeTlv(0x7f49, encodePublicKey(key));
};

/** Key reference 04: its algorithm identifiers name cipher suites 2 and 7 (SP 800-78-5 table 9). */
const secureMessagingKey = 0x04;
function cipherSuite(id: Uint8Array): AsymmetricAlgorithmName {
  if (id.length === 1 && id[0] === 0x27) return 'ECCP256';
  if (id.length === 1 && id[0] === 0x2e) return 'ECCP384';
  return refuse('wrongData');
}

export function algorithmOf({ dialect }: CardContext, id: Uint8Array): AsymmetricAlgorithmName {
  const row = id.length === 1 ? asymmetricAlgorithms.find((each) => each.id === id[0]) : undefined;
  if (row === undefined || !dialect.algorithms.includes(row.name)) return refuse('wrongData');
  return row.name;
}

/** Tags AA (PIN) and AB (touch); absent or 0: the rule of the key reference, and no touch. */
export function policiesOf(
  { dialect }: CardContext,
  reference: number,
  parts: readonly Tlv[],
): { pinPolicy: PinPolicyName; touchPolicy: TouchPolicyName } {
  const [pin, touch] = [findValue(parts, 0xaa), findValue(parts, 0xab)];
  if (!dialect.policies && (pin !== undefined || touch !== undefined)) refuse('wrongData');
  const pinPolicy = pin === undefined || pin[0] === 0 ? defaultPinPolicy(reference) : pinPolicies[pin[0] ?? -1];
  const touchPolicy = touch === undefined || touch[0] === 0 ? 'never' : touchPolicies[touch[0] ?? -1];
  if (pinPolicy === undefined || touchPolicy === undefined) return refuse('wrongData');
  return { pinPolicy, touchPolicy };
}

const defaultPinPolicy = (reference: number): PinPolicyName =>
  reference === secureMessagingKey ? 'never' : keyReferenceRow(reference).pinRule;
