/** Codes of relying parties: where passkeys are registered for people. */
import { type ErrorRow, row } from './error-row.js';

export const relyingPartyCodes = {
  RELYING_PARTY_NOT_CONFIGURED: row(
    'REQUEST',
    422,
    'never',
    'No relying party of this name is configured',
    'Name one that stands in RELYING_PARTIES (docs/configuration.md), or add it there.',
  ),
  RELYING_PARTY_UNAVAILABLE: row(
    'REQUEST',
    503,
    'safe',
    'The service at which the passkey is registered does not answer',
    'Wait: it is asked again by itself.',
  ),
  RELYING_PARTY_CHALLENGE_EXPIRED: row(
    'REQUEST',
    409,
    'never',
    'The time for making this passkey has passed',
    'Nothing has to be done: the passkey is made again with a new challenge.',
  ),
  RELYING_PARTY_REFUSED: row(
    'REQUEST',
    422,
    'never',
    'The service at which the passkey is registered refuses it',
    'Change the setting that is named here at that service, or take another key; then retry.',
  ),
  RELYING_PARTY_PERSON_UNKNOWN: row(
    'REQUEST',
    422,
    'never',
    'It is not known who this person is at the service at which the passkey is registered',
    'Import the person with the object id that they have there, then retry.',
  ),
} as const satisfies Record<string, ErrorRow>;
