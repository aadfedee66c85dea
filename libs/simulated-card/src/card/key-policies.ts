/** Policies of a key as the vendor's extensions write them: tags AA and AB, metadata, attestation certificates. */
import type { PinPolicyName, TouchPolicyName } from './card-state.js';

export const pinPolicies: Record<number, PinPolicyName> = { 1: 'never', 2: 'once', 3: 'always' };
export const touchPolicies: Record<number, TouchPolicyName> = { 1: 'never', 2: 'always', 3: 'cached' };
export const pinPolicyByte = (name: PinPolicyName): number => ({ never: 1, once: 2, always: 3 })[name];
export const touchPolicyByte = (name: TouchPolicyName): number => ({ never: 1, always: 2, cached: 3 })[name];
