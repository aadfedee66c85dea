/** RFC 5280 section 5.3.1; `certificateHold` only through hold/unhold (nats/pki.api.ts). */
export const revocationReasons = [
  ...(['unspecified', 'keyCompromise', 'affiliationChanged', 'superseded', 'cessationOfOperation'] as const),
  'privilegeWithdrawn',
] as const;
export type RevocationReason = (typeof revocationReasons)[number];
