/** Every kind of card step and its executor: adding a kind adds a file and a row. */
import type { CardStep, CardStepKind } from '@cardwright/contracts/card/card-step';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { attestKey } from './attest-key.js';
import { authenticateManagementKey } from './authenticate-management-key.js';
import { blockPin } from './block-pin.js';
import { compareData } from './compare-data.js';
import { deleteKey } from './delete-key.js';
import { eraseData } from './erase-data.js';
import { generateKey } from './generate-key.js';
import { importKey } from './import-key.js';
import { moveKey } from './move-key.js';
import { proveKey } from './prove-key.js';
import { putCertificate } from './put-certificate.js';
import { putData } from './put-data.js';
import { readImage } from './read-image.js';
import { requestWitness } from './request-witness.js';
import { reserveData } from './reserve-data.js';
import { resetPin } from './reset-pin.js';
import { setManagementKey } from './set-management-key.js';
import { setPinTryLimits } from './set-pin-try-limits.js';
import { setPin } from './set-pin.js';
import { setPuk } from './set-puk.js';
import type { StepExecutor, StepOf } from './step.js';
import { vendorReset } from './vendor-reset.js';
import { verifyPin } from './verify-pin.js';

const executors: { [Kind in CardStepKind]: StepExecutor<StepOf<Kind>> } = {
  'authenticate-management-key': authenticateManagementKey,
  'request-witness': requestWitness,
  'set-pin-try-limits': setPinTryLimits,
  'set-pin': setPin,
  'reset-pin': resetPin,
  'verify-pin': verifyPin,
  'block-pin': blockPin,
  'set-puk': setPuk,
  'set-management-key': setManagementKey,
  'generate-key': generateKey,
  'import-key': importKey,
  'move-key': moveKey,
  'delete-key': deleteKey,
  'attest-key': attestKey,
  'prove-key': proveKey,
  'put-certificate': putCertificate,
  'put-data': putData,
  'erase-data': eraseData,
  'reserve-data': reserveData,
  'compare-data': compareData,
  'vendor-reset': vendorReset,
  'read-image': readImage,
};

export const isStepKind = (kind: string): kind is CardStepKind => Object.hasOwn(executors, kind);

/** Throws REQUEST_INVALID for a kind that this agent does not know (a newer server). */
export function executorOf<Step extends CardStep>(step: Step): StepExecutor<Step> {
  if (!isStepKind(step.kind))
    throw new CardwrightError('REQUEST_INVALID', `This agent knows no step ${String(step.kind)}`);
  return executors[step.kind] as unknown as StepExecutor<Step>;
}

/** Key reference or tag that a step is about, for progress. */
export function subjectOf(step: CardStep): string | undefined {
  if ('keyReference' in step) return step.keyReference;
  if ('tagHex' in step) return step.tagHex;
  if (step.kind === 'move-key') return `${step.from} to ${step.to}`;
  return undefined;
}
