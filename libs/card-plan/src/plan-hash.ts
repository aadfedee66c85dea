/** Plan hash: SHA-256 over canonical JSON, in plain JavaScript because the workflow sandbox has no node:crypto. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from '@cardwright/contracts/canonical-json';

/** Upper-case hex, 64 digits. */
export function hashOf(value: unknown): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(value)))).toUpperCase();
}
