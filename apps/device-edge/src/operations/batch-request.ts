/**
 * Checks that a batch is one, before anything is done for it: the agent believes NATS about who asks, not about what.
 * Single values are checked where they are used (tags, hex, key references).
 */
import { isCardStepKind, rowOf } from '@cardwright/contracts/card/card-step';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { PasskeyName } from '@cardwright/contracts/card/fido-image';
import type { BatchRequest, LeaseToken } from '@cardwright/contracts/nats/edge.api';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';

/** Far more steps than an issue of 24 certificates needs in one batch. */
const stepsMax = 200;
/** Far more than a card of one person has from here. */
const passkeysMax = 16;
/** A batch that runs for hours is a mistake. */
const ttlMaxMs = 3_600_000;
const leaseMaxMs = 24 * 3_600_000;

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= 256;

/** Throws REQUEST_INVALID {field}; LIFECYCLE_LEASE_LOST when the lease is another workstation's. */
export function checkLease(lease: LeaseToken | undefined, workstationId: string): void {
  const { requestId, deviceId, fencingToken } = lease ?? ({} as Partial<LeaseToken>);
  if (!isText(requestId) || !isText(deviceId)) refuse('lease');
  if (!Number.isSafeInteger(fencingToken) || fencingToken! < 0) refuse('lease.fencingToken');
  if (lease!.workstationId !== workstationId)
    throw new CardwrightError('LIFECYCLE_LEASE_LOST', say('agent.lease-elsewhere'));
}

/** Throws REQUEST_INVALID {field}. A timer cannot be longer than that, and no lease is. */
export function checkLeaseMs(leaseMs: number | undefined): void {
  if (leaseMs !== undefined && !(leaseMs > 0 && leaseMs <= leaseMaxMs)) refuse('leaseMs');
}

/** Throws REQUEST_INVALID {field}. */
export function checkBatch(batch: BatchRequest, workstationId: string): void {
  checkLease(batch.lease, workstationId);
  const { batchId, ttlMs, steps, open } = batch;
  if (!isText(batchId) || !batchId.startsWith(`${batch.lease.requestId}/`)) refuse('batchId');
  if (!(ttlMs > 0 && ttlMs <= ttlMaxMs)) refuse('ttlMs');
  checkLeaseMs(batch.leaseMs);
  if (!Array.isArray(steps) || steps.length > stepsMax) refuse('steps');
  for (const [index, step] of steps.entries()) {
    if (typeof step?.kind !== 'string' || !isCardStepKind(step.kind)) refuse(`steps[${index}].kind`);
    if (rowOf(step).endsBatch && index < steps.length - 1) refuse(`steps[${index}]`);
  }
  if (open !== undefined && !isText(open.identityText)) refuse('open.identityText');
}

/** Throws REQUEST_INVALID {field}. */
export function checkPasskeys(passkeys: readonly PasskeyName[] | undefined): void {
  if (passkeys === undefined) return;
  const isName = (name: PasskeyName | null): boolean =>
    isText(name?.relyingPartyId) &&
    typeof name?.credentialIdBase64url === 'string' &&
    name.credentialIdBase64url !== '';
  if (!Array.isArray(passkeys) || passkeys.length > passkeysMax || !passkeys.every(isName)) refuse('passkeys');
}

function refuse(field: string): never {
  throw new CardwrightError('REQUEST_INVALID', onlyInEnglish(`${field} is missing or not valid`), { field });
}
