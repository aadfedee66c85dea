/**
 * Public keys whose private keys are published. They are never certified, whichever card claims to have made them. The list holds the
 * SHA-256 of their SubjectPublicKeyInfo in upper-case hex, one row per key.
 */
export const publishedKeys: ReadonlyMap<string, string> = new Map([
  ['8FB6BAD671CFE698393C453357DA61B56D757AB8C0F3FB9C87F2849E63131878', 'RFC 9500 section 2.1, RSA 2048'],
  ['B2B04340CFAEE616EC9C2C62D261B208E54BB197498DF52E8CADEDE23AC0BA5E', 'RFC 9500 section 2.3, P-256'],
  ['C4C10105A0BE0ED4DD3354428DC38A9BFEE64DA141CE16E75C94EDA272F9DD3A', 'RFC 9500 section 2.3, P-384'],
]);
