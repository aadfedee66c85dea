/** Codes of the vault and the PKI. */
import { type ErrorRow, row } from './error-row.js';

export const pkiCodes = {
  PKI_PROFILE_UNKNOWN: row(
    'PKI',
    422,
    'never',
    'No certificate profile has this name',
    'Use a certificate profile that exists.',
  ),
  PKI_PUBLIC_KEY_REJECTED: row(
    'PKI',
    422,
    'never',
    'The public key is not allowed',
    'Use an algorithm and size that the profile allows; where the key is weak, take another card: this one makes bad keys.',
  ),
  PKI_SUBJECT_INVALID: row(
    'PKI',
    422,
    'never',
    'A certificate cannot carry this field of the person',
    'Correct the field named here where the person comes from, import the person again, then try again.',
  ),
  PKI_LINT_FAILED: row(
    'PKI',
    422,
    'never',
    'The planned certificate breaks a rule',
    'Correct the certificate profile.',
  ),
  PKI_CERTIFICATE_NOT_FOUND: row('PKI', 404, 'never', 'No such certificate', 'Check the serial number.'),
  PKI_ALREADY_REVOKED: row('PKI', 409, 'never', 'The certificate is revoked already', 'Nothing to do.'),
  PKI_NOT_HELD: row('PKI', 409, 'never', 'The certificate is not on hold', 'Nothing to do.'),
  PKI_IDEMPOTENCY_CONFLICT: row(
    'PKI',
    409,
    'never',
    'This idempotency key was used for another certificate',
    'Start a new attempt.',
  ),
  PKI_STATUS_UNCONFIRMED: row(
    'PKI',
    503,
    'safe',
    'The CA does not confirm the change of a certificate',
    'Wait: it is asked again by itself. Look at the CA when this stays.',
  ),
  PKI_SIGNER_UNAVAILABLE: row('PKI', 503, 'safe', 'The signer does not answer', 'Wait: the work goes on by itself.'),
  PKI_ISSUER_EXPIRING: row('PKI', 409, 'never', 'The issuing CA expires too soon', 'Renew the issuing CA.'),
  VAULT_LEASE_REQUIRED: row(
    'VAULT',
    403,
    'never',
    'The vault answers only for an open lease',
    'Start a request for the device first.',
  ),
  VAULT_SECRET_UNKNOWN: row(
    'VAULT',
    404,
    'never',
    'The vault does not hold this secret',
    'Import the stock batch that the card belongs to.',
  ),
  VAULT_DECRYPT_FAILED: row(
    'VAULT',
    422,
    'never',
    'The sealed content cannot be opened',
    'Seal it again to the current vault key.',
  ),
} as const satisfies Record<string, ErrorRow>;
