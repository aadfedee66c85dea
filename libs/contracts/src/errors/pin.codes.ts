/** Codes of PINs that somebody chooses. */
import { type ErrorRow, row } from './error-row.js';

export const pinCodes = {
  PIN_POLICY: row(
    'REQUEST',
    422,
    'safe',
    'The PIN does not meet the policy',
    'Choose a PIN that meets the rule named here.',
  ),
  PIN_KEY_EXPIRED: row('REQUEST', 409, 'safe', 'The key that the PIN was sealed to is gone', 'Enter the PIN again.'),
  PIN_SEALED_INVALID: row(
    'REQUEST',
    422,
    'safe',
    'The sealed PIN cannot be used here',
    'Enter the PIN again, for this device and request.',
  ),
  PIN_REPLAYED: row('REQUEST', 409, 'never', 'This sealed PIN was used before', 'Enter the PIN again.'),
} as const satisfies Record<string, ErrorRow>;
