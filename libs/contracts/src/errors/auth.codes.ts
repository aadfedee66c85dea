/** Codes of who is there and what they may, and of our own faults. */
import { type ErrorRow, row } from './error-row.js';

export const authCodes = {
  AUTH_REQUIRED: row('AUTH', 401, 'never', 'Sign in first', 'Sign in.'),
  AUTH_TOKEN_INVALID: row('AUTH', 401, 'never', 'The token is not valid here', 'Sign in again.'),
  AUTH_STEP_UP_REQUIRED: row(
    'AUTH',
    401,
    'never',
    'For this you must have signed in just now',
    'Sign in again to confirm that it is you, then repeat what you did.',
  ),
  AUTH_CSRF: row('AUTH', 403, 'never', 'The request did not come from our page', 'Reload the page.'),
  AUTH_CARD_REFUSED: row(
    'AUTH',
    403,
    'never',
    'Nobody is signed in with this card',
    'Use the certificate that is made for sign-in (9A) of an active card, or sign in another way.',
  ),
  AUTH_PASSKEY_REFUSED: row(
    'AUTH',
    403,
    'never',
    'Nobody is signed in with this passkey',
    'Use the passkey of an active card that was issued here, or sign in another way.',
  ),
  AUTH_FORBIDDEN: row('AUTH', 403, 'never', 'Your role does not allow this', 'Ask somebody whose role allows it.'),
  AUTH_SEPARATION_OF_DUTIES: row(
    'AUTH',
    403,
    'never',
    'Another role of yours forbids this: nobody issues cards who also decides who people are, and nobody issues to themselves with an operator’s or administrator’s role',
    'Have another person do it. One person alone sets SEPARATION_OF_DUTIES=single-operator (docs/people-and-roles.md).',
  ),
  AUTH_NOT_YOUR_DEVICE: row('AUTH', 403, 'never', 'This card is not yours', 'Use a card that is assigned to you.'),
  AUTH_NOT_AT_WORKSTATION: row(
    'AUTH',
    403,
    'never',
    'You are not known to be at this computer',
    'Connect the computer that you sit at in the portal, and take the card there.',
  ),
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
