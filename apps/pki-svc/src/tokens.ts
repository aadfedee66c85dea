/** Injection tokens for values that are not classes. */
export const PKI_CONFIG = Symbol('PKI_CONFIG');
