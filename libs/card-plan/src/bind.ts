/**
 * Binds a plan to what only the run knows: proof inputs, certificates and object contents. Pure; every planned step
 * becomes exactly one card step, in the same order, so that the run is the plan.
 */
import type { CardStep } from '@cardwright/contracts/card/card-step';
import type { PlannedObject, PlannedStep } from './planned-step.js';

export interface Bindings {
  /** Default false: an attestation is evidence, and what the card refuses of it is an answer. */
  attestationRequired?: boolean;
  /** Upper-case hex input of a proof, by key reference. */
  proofInputHex?: (step: Extract<PlannedStep, { kind: 'prove-key' }>) => string;
  certificateDerBase64?: (container: string) => string;
  contentBase64?: (object: PlannedObject) => string;
}

export function bindSteps(planned: readonly PlannedStep[], bindings: Bindings): CardStep[] {
  return planned.map((step): CardStep => {
    switch (step.kind) {
      case 'prove-key':
        return { ...step, inputHex: need(bindings.proofInputHex)(step), repeatable: true };
      case 'attest-key':
        return { ...step, ...(bindings.attestationRequired && { required: true }) };
      case 'put-certificate':
        return {
          kind: 'put-certificate',
          keyReference: step.keyReference,
          certificateDerBase64: need(bindings.certificateDerBase64)(step.container),
        };
      case 'put-data':
        return { kind: 'put-data', tagHex: step.tagHex, contentBase64: need(bindings.contentBase64)(step.object) };
      default:
        return step;
    }
  });
}

function need<Binding>(binding: Binding | undefined): Binding {
  if (binding === undefined) throw new TypeError('this phase needs a binding that was not given');
  return binding;
}
