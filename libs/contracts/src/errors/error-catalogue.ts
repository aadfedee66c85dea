/**
 * Every error code of the system, one row each. `docs/error-codes.md` is generated from this table.
 * family: where it is born. httpStatus: what the gateway answers. retry: what a saga may do with it.
 * exposeMessage: whether the message and details may leave the system. fix: what the reader should do.
 */
export interface ErrorRow {
  family: 'CARD' | 'EDGE' | 'PKI' | 'REQUEST' | 'LIFECYCLE' | 'AUTH' | 'VAULT' | 'INTERNAL';
  httpStatus: number;
  /** never: the same call fails again. safe: may be sent again. after-readback: look at the card first. */
  retry: 'never' | 'safe' | 'after-readback';
  exposeMessage: boolean;
  title: string;
  fix: string;
}

type Family = ErrorRow['family'];
const row = (
  family: Family,
  httpStatus: number,
  retry: ErrorRow['retry'],
  title: string,
  fix: string,
  exposeMessage = true,
): ErrorRow => ({ family, httpStatus, retry, exposeMessage, title, fix });

export const errorCatalogue = {
  // Card: from status words (ISO 7816-4 section 5.6) and the link to the card.
  CARD_ABSENT: row('CARD', 409, 'safe', 'No card is in a reader of this workstation', 'Insert the card and try again.'),
  CARD_REMOVED: row(
    'CARD',
    409,
    'after-readback',
    'The card was removed',
    'Insert the same card again; the work goes on from there.',
  ),
  CARD_AMBIGUOUS: row(
    'CARD',
    409,
    'safe',
    'More than one card is inserted',
    'Name the reader, or remove the other cards.',
  ),
  CARD_BUSY: row('CARD', 409, 'safe', 'Another program holds the card', 'Close the other program, then try again.'),
  CARD_UNSUPPORTED: row(
    'CARD',
    422,
    'never',
    'No card model matches this card',
    'Use a supported model, or add it to the model registry.',
  ),
  CARD_NO_IDENTITY: row(
    'CARD',
    422,
    'never',
    'The card has no identity that Cardwright can rely on',
    'Use a card with a serial number, CPLC or CUID.',
  ),
  CARD_INTERFACE_UNSUPPORTED: row('CARD', 422, 'never', 'This is a contactless token', 'Use the contact interface.'),
  CARD_WRONG_DEVICE: row(
    'CARD',
    409,
    'safe',
    'A different card is in the reader',
    'Insert the card this request was started for.',
  ),
  CARD_CAPABILITY_MISSING: row(
    'CARD',
    422,
    'never',
    'The card cannot do what the profile asks',
    'Choose another profile or another card model.',
  ),
  CARD_PIN_INCORRECT: row('CARD', 422, 'never', 'The PIN is not right', 'Enter the PIN again.'),
  CARD_PIN_BLOCKED: row('CARD', 409, 'never', 'The PIN is blocked', 'Unblock it with the PUK, or recycle the card.'),
  CARD_PUK_BLOCKED: row('CARD', 409, 'never', 'The PUK is blocked', 'Recycle the card.'),
  CARD_SECURITY_STATUS: row(
    'CARD',
    409,
    'after-readback',
    'The card asks for authentication first',
    'Retry the request.',
  ),
  CARD_OBJECT_NOT_FOUND: row('CARD', 409, 'never', 'The card has no such object or key', 'Inspect the card.'),
  CARD_NO_SPACE: row('CARD', 422, 'never', 'The card is full', 'Use a profile with fewer or smaller certificates.'),
  CARD_KEY_REJECTED: row(
    'CARD',
    409,
    'after-readback',
    'The management key was not accepted',
    'Inspect the card: its management key is not one that Cardwright knows.',
  ),
  CARD_UNEXPECTED_STATUS: row(
    'CARD',
    409,
    'after-readback',
    'The card answered an unexpected status word',
    'Retry; if it stays, recycle the card.',
  ),
  CARD_OUTCOME_UNKNOWN: row(
    'CARD',
    409,
    'after-readback',
    'The link to the card was lost during a write',
    'Insert the same card again; it is read back first.',
  ),
  CARD_VERIFY_FAILED: row(
    'CARD',
    409,
    'after-readback',
    'What was read back is not what was written',
    'Retry the request.',
  ),
  CARD_PROOF_FAILED: row(
    'CARD',
    409,
    'after-readback',
    'The card did not prove that it holds the key',
    'Retry the request; if it stays, retire the card.',
  ),
  CARD_ATTESTATION_FAILED: row(
    'CARD',
    422,
    'never',
    'The card could not attest its key',
    'Use a card whose attestation root is trusted.',
  ),
  // Edge: the workstation's agent.
  EDGE_UNREACHABLE: row(
    'EDGE',
    503,
    'safe',
    'The workstation agent does not answer',
    'Check that the agent runs and is online.',
  ),
  EDGE_RESTARTED: row(
    'EDGE',
    409,
    'after-readback',
    'The agent was restarted during the work',
    'Retry: the card is read first.',
  ),
  EDGE_BATCH_CONFLICT: row(
    'EDGE',
    409,
    'never',
    'A batch with this id but other content was seen before',
    'Start a new attempt.',
  ),
  EDGE_OUTDATED: row(
    'EDGE',
    426,
    'never',
    'The agent is too old for this server',
    'Install the agent version named here.',
  ),
  EDGE_PCSC_UNAVAILABLE: row(
    'EDGE',
    503,
    'safe',
    'PC/SC is not available on this workstation',
    'Install and start pcscd, then run `cardwright-agent doctor`.',
  ),
  EDGE_FORBIDDEN_SUBJECT: row('EDGE', 403, 'never', 'An agent may speak only for itself', 'Re-enrol the workstation.'),
  EDGE_JOURNAL_UNAVAILABLE: row(
    'EDGE',
    507,
    'safe',
    'The agent cannot write its journal',
    'Free disk space on the workstation.',
  ),
  // PIN.
  PIN_MISMATCH: row('REQUEST', 422, 'safe', 'The two PINs differ', 'Type the same PIN twice.'),
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
  // Vault and PKI.
  PKI_PROFILE_UNKNOWN: row(
    'PKI',
    422,
    'never',
    'No certificate profile has this name',
    'Use a certificate profile that exists.',
  ),
  PKI_PROFILE_INVALID: row('PKI', 422, 'never', 'The certificate profile is not valid', 'Correct the rows named here.'),
  PKI_PUBLIC_KEY_REJECTED: row(
    'PKI',
    422,
    'never',
    'The public key is not allowed',
    'Use an algorithm and size that the profile allows.',
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
  // Requests.
  REQUEST_INVALID: row('REQUEST', 400, 'never', 'The request is not valid', 'Correct the fields named here.'),
  REQUEST_MALFORMED: row('REQUEST', 400, 'never', 'The body is not valid JSON', 'Send valid JSON.'),
  REQUEST_TOO_LARGE: row('REQUEST', 413, 'never', 'The body is too large', 'Send less at once.'),
  REQUEST_NOT_FOUND: row('REQUEST', 404, 'never', 'There is no such thing, or you may not see it', 'Check the id.'),
  REQUEST_CONFLICT: row(
    'REQUEST',
    409,
    'never',
    'The request conflicts with what is there',
    'Look at the current state.',
  ),
  REQUEST_DEVICE_BUSY: row(
    'REQUEST',
    409,
    'safe',
    'Another request is running for this device',
    'Wait for it, or cancel it.',
  ),
  REQUEST_PLAN_CHANGED: row(
    'REQUEST',
    409,
    'never',
    'The plan is not the one that was shown',
    'Look at the new plan and confirm again.',
  ),
  REQUEST_RATE_LIMITED: row('REQUEST', 429, 'safe', 'Too many requests', 'Wait as long as Retry-After says.'),
  REQUEST_TIMEOUT: row('REQUEST', 504, 'safe', 'The service did not answer in time', 'Try again.'),
  REQUEST_SERVICE_UNAVAILABLE: row(
    'REQUEST',
    503,
    'safe',
    'A service that is needed does not answer',
    'Try again shortly.',
  ),
  PERSON_NOT_FOUND: row('REQUEST', 404, 'never', 'No such person', 'Check the id, or import the person.'),
  PERSON_DISABLED: row('REQUEST', 409, 'never', 'The person is disabled', 'Enable the person first.'),
  PERSON_IMPORT_REJECTED: row(
    'REQUEST',
    422,
    'never',
    'The import has broken or duplicate rows; nothing was imported',
    'Correct the lines named here and import again.',
  ),
  PROFILE_NOT_FOUND: row('REQUEST', 404, 'never', 'No such credential profile', 'Use a profile that is published.'),
  PROFILE_INVALID: row('REQUEST', 422, 'never', 'The credential profile is not valid', 'Correct the rows named here.'),
  STOCK_BATCH_INVALID: row('REQUEST', 422, 'never', 'The stock batch is not valid', 'Correct the rows named here.'),
  ENROLMENT_CODE_INVALID: row(
    'AUTH',
    403,
    'never',
    'The enrolment code is wrong, used or expired',
    'Ask for a new code.',
  ),
  DECISION_INVALID: row(
    'REQUEST',
    409,
    'never',
    'This decision was used before or is not for this saga',
    'Decide again.',
  ),
  // Lifecycle.
  LIFECYCLE_TRANSITION: row('LIFECYCLE', 409, 'never', 'Not possible in this state', 'Look at the current state.'),
  LIFECYCLE_ALREADY_ISSUED: row(
    'LIFECYCLE',
    409,
    'never',
    'This card is issued already',
    'Recycle it first, or take a blank one.',
  ),
  LIFECYCLE_DEVICE_NOT_FOUND: row('LIFECYCLE', 404, 'never', 'No such device', 'Inspect the card first.'),
  LIFECYCLE_ASSIGNED_TO_OTHER: row(
    'LIFECYCLE',
    409,
    'never',
    'This card belongs to somebody else',
    'Take another card, or unbind it first.',
  ),
  LIFECYCLE_LEASE_LOST: row(
    'LIFECYCLE',
    409,
    'after-readback',
    'The lease on this device was lost',
    'Retry the request.',
  ),
  LIFECYCLE_CANCELLED: row('LIFECYCLE', 409, 'never', 'The request was cancelled', 'Start a new one.'),
  // Who is there, and may they.
  AUTH_REQUIRED: row('AUTH', 401, 'never', 'Sign in first', 'Sign in.'),
  AUTH_TOKEN_INVALID: row('AUTH', 401, 'never', 'The token is not valid here', 'Sign in again.'),
  AUTH_CSRF: row('AUTH', 403, 'never', 'The request did not come from our page', 'Reload the page.'),
  AUTH_FORBIDDEN: row('AUTH', 403, 'never', 'Your role does not allow this', 'Ask somebody with the role named here.'),
  AUTH_PERSON_UNKNOWN: row(
    'AUTH',
    403,
    'never',
    'You are signed in, but not known as a person here',
    'Ask to be imported.',
  ),
  INTERNAL: row(
    'INTERNAL',
    500,
    'after-readback',
    'Something went wrong on our side',
    'Give the correlation id to your administrator.',
    false,
  ),
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof errorCatalogue;
