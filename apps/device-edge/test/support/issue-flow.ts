/**
 * A whole issue as a saga would drive it, batch by batch, over any way of sending batches: five round trips, four
 * certificates with proofs and read-back. Certificates are random bytes of a real one's size; the card does not mind.
 */
import { randomBytes } from 'node:crypto';
import type { CardStep } from '@cardwright/contracts/card/card-step';
import type { PinRule } from '@cardwright/contracts/card/credential-profile';
import type { BatchRequest, BatchResult, LeaseToken, SignedSessionKey } from '@cardwright/contracts/nats/edge.api';
import { sealPin } from '@cardwright/sealing/sealed-pin';
import type { SpecVault } from './vault.js';

export const pinRule: PinRule = { minLength: 6, maxLength: 8, alphabet: 'numeric', forbidSequences: true };
export type SendBatch = (batch: BatchRequest) => Promise<BatchResult>;

const keys = [
  { keyReference: '9C', algorithm: 'ECCP256', proof: 'sign' },
  { keyReference: '9D', algorithm: 'ECCP256', proof: 'agree' },
  { keyReference: '9E', algorithm: 'ECCP256', proof: 'sign' },
  { keyReference: '9A', algorithm: 'ECCP256', proof: 'sign' },
] as const;
/** A valid P-256 point: the generator. */
const point =
  '046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5';
const base64 = (length: number): string => randomBytes(length).toString('base64');

export interface IssueOptions {
  lease: LeaseToken;
  identityText: string;
  vault: SpecVault;
  send: SendBatch;
  attempt?: number;
  readerName?: string;
  /** The holder's PIN; without it the flow ends with the operation PIN. */
  holderPin?: string | undefined;
  supplyPin?: (jwe: string) => Promise<unknown>;
  now?: () => number;
}

export interface IssueOutcome {
  results: BatchResult[];
  apdus: number;
  sealedOperationPin: string;
  sessionKey: SignedSessionKey;
}

/** Throws the failure of a batch as { code, index, kind, details }. */
export async function issue(options: IssueOptions): Promise<IssueOutcome> {
  const { lease, vault, identityText, readerName } = options;
  const results: BatchResult[] = [];
  const send = async (batch: Pick<BatchRequest, 'steps'> & Partial<BatchRequest>): Promise<BatchResult> => {
    const batchId = `${lease.requestId}/${options.attempt ?? 1}/${results.length + 1}`;
    const result = await options.send({
      lease,
      batchId,
      ttlMs: 60_000,
      pinRule,
      vaultPublicJwk: vault.publicJwk,
      ...batch,
    });
    results.push(result);
    if (result.failure !== undefined)
      throw Object.assign(new Error(result.failure.error.code), {
        ...result.failure.error,
        index: result.failure.index,
        results,
      });
    return result;
  };
  const nextBatchId = (): string => `${lease.requestId}/${options.attempt ?? 1}/${results.length + 1}`;
  const witnessOf = (result: BatchResult): string => result.results.at(-1)!.witnessHex!;
  const checkAnswer = (step: CardStep, result: BatchResult): void => {
    if (!vault.verifies(step, result.results[0]!.responseHex))
      throw new Error('the card did not prove its management key');
  };

  const opened = await send({
    open: { identityText, ...(readerName !== undefined && { readerName }) },
    steps: [{ kind: 'request-witness' }],
  });
  const sessionKey = opened.sessionKey!;
  const first = vault.answer(witnessOf(opened));
  const owned = await send({
    sealedSecrets: await vault.seal(sessionKey, nextBatchId(), [
      'pin.factory',
      'puk.factory',
      'puk.pending',
      'management-key.pending',
    ]),
    steps: [
      first,
      { kind: 'set-pin-try-limits', pin: 'pin.factory', pinTries: 8, pukTries: 5 },
      { kind: 'set-pin', from: 'pin.factory', to: 'pin.operation' },
      { kind: 'set-puk', from: 'puk.factory', to: 'puk.pending' },
      { kind: 'set-management-key', algorithm: 'AES256', to: 'management-key.pending' },
      ...keys.flatMap(({ keyReference, algorithm, proof }): CardStep[] => [
        { kind: 'generate-key', keyReference, algorithm },
        { kind: 'attest-key', keyReference },
        {
          kind: 'prove-key',
          keyReference,
          algorithm,
          proof,
          inputHex: proof === 'agree' ? point : randomBytes(32).toString('hex'),
          ...(keyReference !== '9E' && { pin: 'pin.operation' as const }),
        },
      ]),
      { kind: 'request-witness', algorithm: 'AES256' },
    ],
  });
  checkAnswer(first, owned);
  vault.takePendingKey();
  const second = vault.answer(witnessOf(owned));
  const written = await send({
    steps: [
      second,
      ...keys.map(({ keyReference }): CardStep => ({
        kind: 'put-certificate',
        keyReference,
        certificateDerBase64: base64(1100),
      })),
      { kind: 'put-data', tagHex: '5FC102', contentBase64: base64(1400) },
      { kind: 'put-data', tagHex: '5FC107', contentBase64: base64(60) },
      { kind: 'put-data', tagHex: '5FC109', contentBase64: base64(90) },
      { kind: 'put-data', tagHex: '5FC106', contentBase64: base64(1300) },
    ],
  });
  checkAnswer(second, written);
  if (options.holderPin !== undefined) {
    const now = options.now?.() ?? Date.now();
    await options.supplyPin!(await sealPin({ pin: options.holderPin, sessionKey, purpose: 'holder-pin', now }));
    await send({ steps: [{ kind: 'set-pin', from: 'pin.operation', to: 'pin.holder' }], close: true });
  } else await send({ steps: [], close: true });
  return {
    results,
    apdus: results.reduce((sum, { apdus }) => sum + apdus, 0),
    sealedOperationPin: owned.sealedOperationPin!,
    sessionKey,
  };
}
