/**
 * A batch of card steps as the vault sees it, for specs: opened with the card's witness, its secrets unsealed as the agent does, settled
 * with the card's answer to the challenge. The card is its 9B key alone. Governed by contracts nats/pki.api.ts.
 */
import { randomBytes } from 'node:crypto';
import type { ManagementKeyAlgorithm } from '@cardwright/contracts/card/card-model';
import type { SecretName } from '@cardwright/contracts/card/card-step';
import type { LeaseToken } from '@cardwright/contracts/nats/edge.api';
import type { KeySetName, PkiApi } from '@cardwright/contracts/nats/pki.api';
import type { ReplyOf, RequestOf } from '@cardwright/contracts/nats/rpc';
import { openBag } from '@cardwright/sealing/sealed-bag';
import { sealToVault } from '@cardwright/sealing/vault-box';
import { encrypt, factoryKey } from './card-keys.js';
import type { VaultHarness } from './vault-harness.js';

type Opening = RequestOf<PkiApi, 'vault.batch.open'>;
type Settlement = RequestOf<PkiApi, 'vault.batch.settle'>;

/** The 9B key that a card has, and the key set to which the vault assigns it. */
export interface CardKey {
  keySet: KeySetName;
  algorithm: ManagementKeyAlgorithm;
  key: Buffer;
  stockBatchId?: string;
}
export const factoryCard: CardKey = { keySet: 'stock', algorithm: 'AES192', key: factoryKey };

export interface BatchWish extends Pick<Opening, 'keySet' | 'sign'> {
  card?: CardKey;
  names?: SecretName[];
  personId?: string;
}
export interface OpenedBatch {
  bag: Awaited<ReturnType<typeof openBag>>;
  cmsDerBase64?: string;
  /** What `vault.batch.settle` takes as the proof that the card has the key. */
  proof: Required<Pick<Settlement, 'stockBatchId' | 'response'>>;
}

export const changeBoth = (managementKeyAlgorithm: ManagementKeyAlgorithm = 'AES256') =>
  ({ managementKeyAlgorithm, changeManagementKey: true, changePuk: true }) as const;

/** Throws where a card would refuse: the vault's answer does not match the card's witness. */
export async function openBatch(vault: VaultHarness, lease: LeaseToken, wish: BatchWish = {}): Promise<OpenedBatch> {
  const { card = factoryCard, names, personId, ...rest } = wish;
  const { keySet, algorithm, stockBatchId = 'factory' } = card;
  const witness = randomBytes(algorithm === '3DES' ? 8 : 16);
  const session = await vault.sessionKey(lease);
  const batchId = `${lease.requestId}/1/${randomBytes(4).toString('hex')}`;
  const agentNkey = vault.agent.getPublicKey();
  const { witnessAnswerHex, challengeHex, sealedSecrets, cmsDerBase64 } = await vault.ask('vault.batch.open', {
    ...rest,
    lease,
    stockBatchId,
    witness: { keySet, algorithm, witnessHex: answerOf(card, witness) },
    ...(names && {
      secrets: { sessionKey: session.sessionKey, agentNkey, names, batchId, ...(personId && { personId }) },
    }),
  });
  if (witnessAnswerHex !== witness.toString('hex').toUpperCase())
    throw new Error('the card refuses the witness answer');
  const responseHex = answerOf(card, Buffer.from(challengeHex, 'hex'));
  return {
    bag: sealedSecrets === undefined ? new Map() : await openBag({ jwe: sealedSecrets, ...session, batchId }),
    ...(cmsDerBase64 !== undefined && { cmsDerBase64 }),
    proof: { stockBatchId, response: { keySet, algorithm, challengeHex, responseHex } },
  };
}

/** Opens and settles a batch: the card proves its key, and `proved` is stored with it. */
export async function runBatch(
  vault: VaultHarness,
  lease: LeaseToken,
  wish: BatchWish = {},
  proved: Omit<Settlement, 'lease' | 'stockBatchId' | 'response'> = {},
): Promise<OpenedBatch> {
  const opened = await openBatch(vault, lease, wish);
  await vault.ask('vault.batch.settle', { lease, ...opened.proof, ...proved });
  return opened;
}

/** Opens a batch that sends new keys; answers the vault's key sets of the device afterwards. */
export async function prepareKeys(
  vault: VaultHarness,
  lease: LeaseToken,
  algorithm?: ManagementKeyAlgorithm,
): Promise<ReplyOf<PkiApi, 'vault.key-set.get'>> {
  await openBatch(vault, lease, { keySet: changeBoth(algorithm) });
  return vault.ask('vault.key-set.get', { deviceId: lease.deviceId });
}

/** The same proof from a card that has another key: one bit of the answer is wrong. */
export function spoiled(proof: OpenedBatch['proof']): OpenedBatch['proof'] {
  const answer = Buffer.from(proof.response.responseHex, 'hex');
  answer[0]! ^= 1;
  return { ...proof, response: { ...proof.response, responseHex: answer.toString('hex') } };
}

/** A PIN as the agent hands it over: sealed to the vault for one request and device. */
export async function sealOperationPin(
  vault: VaultHarness,
  { requestId, deviceId }: LeaseToken,
  pin: string,
): Promise<string> {
  const { publicJwk } = await vault.ask('vault.public-key', {});
  return sealToVault(Buffer.from(pin), publicJwk, { purpose: 'operation-pin', requestId, deviceId });
}

/** The card encrypts what it is given: its own witness, or the vault's challenge. */
const answerOf = ({ algorithm, key }: CardKey, block: Buffer): string => encrypt(algorithm, key, block).toString('hex');
