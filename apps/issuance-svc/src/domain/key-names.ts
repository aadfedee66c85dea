/** The contracts' unions as lists, complete by type: a name that is added there does not compile until it stands here. */
import type { KeyAlgorithm, KeyReferenceName } from '@cardwright/contracts/card/card-model';

const algorithms: Record<KeyAlgorithm, true> = {
  RSA2048: true,
  RSA3072: true,
  RSA4096: true,
  ECCP256: true,
  ECCP384: true,
  ED25519: true,
  X25519: true,
};
export const keyAlgorithms = Object.keys(algorithms) as KeyAlgorithm[];

/** Retired key management keys 82 to 95 (SP 800-73-5 Part 1 table 4). */
export const retiredKeyReferences = Array.from({ length: 20 }, (_, index) =>
  (0x82 + index).toString(16).toUpperCase(),
) as KeyReferenceName[];
export const keyReferenceNames: readonly KeyReferenceName[] = ['9A', '9C', '9D', '9E', ...retiredKeyReferences];
