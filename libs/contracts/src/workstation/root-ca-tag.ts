/**
 * How an agent's NATS user JWT names the roots of the CA that the agent trusts: a tag per root with the SHA-256 of the certificate's DER in hex.
 * pki-svc signs the JWT, the agent compares; NATS itself gives it no meaning. Governing document: docs/decisions/0008.
 */
export const rootCaTagPrefix = 'root-ca:';

export const rootCaTag = (sha256Hex: string): string => `${rootCaTagPrefix}${sha256Hex}`;
