/** How long a plan takes, roughly: measured card times, not promises. Key generation dominates everything else. */
import type { KeyAlgorithm } from '@cardwright/contracts/card/card-model';
import type { PlanPhase, PlannedStep } from './planned-step.js';

/** Milliseconds of one GENERATE on a typical contact card. */
const generateMs: Readonly<Record<KeyAlgorithm, number>> = {
  RSA2048: 7_000,
  RSA3072: 20_000,
  RSA4096: 45_000,
  ECCP256: 300,
  ECCP384: 500,
  ED25519: 300,
  X25519: 300,
};
const otherStepMs = 250;

export function estimateMs(phases: Partial<Record<PlanPhase, PlannedStep[]>>): number {
  return Object.values(phases)
    .flat()
    .reduce((sum, step) => sum + (step.kind === 'generate-key' ? generateMs[step.algorithm] : otherStepMs), 0);
}
