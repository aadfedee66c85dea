/** RFC 5280 section 5.3.1; `certificateHold` only through hold/unhold (nats/pki.api.ts). */
export type RevocationReason =
  'unspecified' | 'keyCompromise' | 'affiliationChanged' | 'superseded' | 'cessationOfOperation' | 'privilegeWithdrawn';
