/**
 * IMPORT KEY (FE), MOVE and DELETE KEY (F6, firmware 5.7), ATTEST (F9) and SET MANAGEMENT KEY (FF) of the vendor
 * extensions. Certificates stay where they are: these commands know keys only.
 */
import { numberToHex, toHex } from '@cardwright/card-protocol/bytes';
import { symmetricAlgorithms } from '@cardwright/card-protocol/piv/algorithm';
import { keyReferences } from '@cardwright/card-protocol/piv/key-reference';
import { decodeTlvs, unwrapTlv } from '@cardwright/card-protocol/tlv/ber-tlv';
import { decodeImportedKey, exportPrivateKey } from '../../crypto/private-key.js';
import type { CommandHandler } from '../../card/dialect.js';
import { refuse } from '../../status-word/status-error.js';
import { algorithmOf, policiesOf } from '../generate-key-pair.js';
import { requireManagementKey } from '../management-authenticated.js';

const attestationKey = 0xf9;
const deleteKey = 0xff;

const holdsKey = (reference: number): boolean =>
  keyReferences.some((row) => row.reference === reference && row.certificateTag !== undefined);

export const importKey: CommandHandler = async (card, { p1, p2, data }) => {
  requireManagementKey(card);
  if (!holdsKey(p2)) refuse('wrongParameters');
  const algorithm = algorithmOf(card, Uint8Array.of(p1));
  const parts = decodeTlvs(data);
  const policies = policiesOf(card, p2, parts);
  const key = decodeImportedKey(algorithm, parts);
  const name = numberToHex(p2);
  delete card.state.keys[name];
  await card.checkpoint();
  card.state.keys[name] = { algorithm, pkcs8Base64: exportPrivateKey(key), origin: 'imported', ...policies };
};

/** P1: where to, FF to delete; P2: where from. The place where it goes must be empty. */
export const moveKey: CommandHandler = async (card, { p1, p2 }) => {
  requireManagementKey(card);
  const movable = (reference: number) => holdsKey(reference) && reference !== attestationKey;
  if (!holdsKey(p2) || (p1 !== deleteKey && (!movable(p1) || !movable(p2)))) refuse('wrongParameters');
  const [to, from] = [numberToHex(p1), numberToHex(p2)];
  const { keys } = card.state;
  const key = keys[from] ?? refuse('referenceNotFound');
  if (p1 !== deleteKey) {
    if (keys[to] !== undefined) refuse('conditionsOfUse');
    keys[to] = key;
  }
  await card.checkpoint();
  delete keys[from];
};

/** P1: the key to attest; it must have been generated here. */
export const attest: CommandHandler = (card, { p1, p2 }) => {
  if (p2 !== 0x00 || !holdsKey(p1)) refuse('wrongParameters');
  const key = card.state.keys[numberToHex(p1)] ?? refuse('referenceNotFound');
  if (key.origin !== 'generated' || p1 === attestationKey) refuse('wrongData');
  return card.attest(p1);
};

/** Algorithm, then 9B and the key; P2 FE asks for touch. */
export const setManagementKey: CommandHandler = async (card, { p1, p2, data }) => {
  requireManagementKey(card);
  if (p1 !== 0xff || (p2 !== 0xff && p2 !== 0xfe)) refuse('wrongParameters');
  const row = symmetricAlgorithms.find((each) => each.id === data[0]);
  if (row === undefined || !card.dialect.managementKeyAlgorithms.includes(row.name)) return refuse('wrongData');
  const key = unwrapTlv(data.subarray(1), 0x9b);
  if (key.length !== row.keyLength) return refuse('wrongData');
  await card.checkpoint();
  card.state.managementKey = {
    algorithm: row.name,
    keyHex: toHex(key),
    touchPolicy: p2 === 0xfe ? 'always' : 'never',
  };
};
