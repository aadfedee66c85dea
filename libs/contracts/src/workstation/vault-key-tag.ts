/**
 * How an agent's NATS user JWT names the vault key that the agent may seal to: a tag with the key's RFC 7638 thumbprint. pki-svc signs
 * it, the agent compares; NATS itself gives it no meaning. Governing document: docs/decisions/0004.
 */
export const vaultKeyTagPrefix = 'vault-key:';

export const vaultKeyTag = (kid: string): string => `${vaultKeyTagPrefix}${kid}`;
