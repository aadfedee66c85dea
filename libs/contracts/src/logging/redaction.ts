/**
 * Takes secrets out of everything that is logged: by the name of the field at any depth, and by shape in text (JWE, JWT,
 * PEM private keys, passwords in URLs, enrolment codes). A net below the rule that secrets are not handed to the logger at all.
 */
const secretWords = new Set(
  `pin pins puk puks key keys token tokens password passwords passphrase secret secrets jwe jwes jwt jwts authorization cookie
   cookies seed seeds creds credentials bearer otp code challenge witness bag`.split(/\s+/),
);
/** Last words that only say how the value is written. */
const encodings = new Set(['hex', 'base64', 'url', 'der', 'pem', 'text', 'value', 'bytes', 'digits']);
/** Named like secrets, but they are not, and a log is of no use without them. */
const harmless = new Set([
  'fencingToken',
  'idempotencyKey',
  'publicKey',
  'errorCode',
  'exitCode',
  'statusCode',
  'code',
  'vaultPublicKey',
]);
const maxDepth = 8;
const mark = '[redacted]';

/** True for field names such as `pin`, `sealedPin`, `managementKeyHex`, `set-cookie`, `PUK`. */
export function isSecretName(name: string): boolean {
  if (harmless.has(name)) return false;
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  while (words.length > 1 && encodings.has(words.at(-1) as string)) words.pop();
  const last = words.at(-1);
  return last !== undefined && secretWords.has(last);
}

const shapes: readonly [RegExp, string][] = [
  // Compact JWE and JWT: base64url of `{"` first.
  [/\beyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){2,4}/g, mark],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, mark],
  // nkey seeds.
  [/\bS[ACUOPNX][A-Z2-7]{56}\b/g, mark],
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)[^\s/@]+@/gi, `$1${mark}@`],
  // Enrolment codes of workstations (workstation/enrolment-code.ts), and others of that form.
  [/\bcw[a-z]*\d+\.[A-Za-z0-9_-]{16,}(?:\.[A-Za-z0-9_-]+)*/g, mark],
  [/\b(PIN|PUK)(\s+is\b)?([\s:="']{1,3})\d{4,}/gi, `$1$2$3${mark}`],
  [/\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, `$1 ${mark}`],
];

export const redactText = (text: string): string =>
  shapes.reduce((result, [shape, replacement]) => result.replaceAll(shape, replacement), text);

/** A copy of a value with every secret replaced; errors keep name, code, message and stack. Never throws. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? String(value) : value;
  if (depth > maxDepth) return '[deep]';
  // Bytes are card data or keys more often than not.
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return '[bytes]';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Error) return redactError(value, depth);
  if (Array.isArray(value)) return value.slice(0, 100).map((item) => redact(item, depth + 1));
  const result: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    const secret = isSecretName(name) && member !== null && member !== undefined && typeof member !== 'boolean';
    result[name] = secret ? mark : redact(member, depth + 1);
  }
  return result;
}

function redactError(error: Error, depth: number): Record<string, unknown> {
  const { code, details, cause } = error as Error & { code?: unknown; details?: unknown };
  return {
    type: error.name,
    message: redactText(error.message),
    ...(code === undefined ? {} : { code: String(code) }),
    ...(details === undefined ? {} : { details: redact(details, depth + 1) }),
    stack: redactText(error.stack ?? ''),
    ...(cause === undefined ? {} : { cause: redact(cause, depth + 1) }),
  };
}
