/** Codes of how a browser finds its workstation, and how a workstation is enrolled. */
import { type ErrorRow, row } from './error-row.js';

export const workstationCodes = {
  BRIDGE_CODE_REFUSED: row(
    'AUTH',
    403,
    'never',
    'This code does not connect this browser with a computer',
    'Begin again in the portal. A code is good once, for a minute, and in the browser that asked for it.',
  ),
  ENROLMENT_CODE_INVALID: row(
    'AUTH',
    403,
    'never',
    'The enrolment code is wrong, used or expired',
    'Ask for a new code.',
  ),
  ENROLMENT_CODE_USED_UP: row(
    'AUTH',
    409,
    'never',
    'Every place of the deployment code is taken',
    'Make a new deployment code, with as many places as there are computers.',
  ),
  ENROLMENT_CODE_EXPIRED: row('AUTH', 403, 'never', 'The deployment code has expired', 'Make a new deployment code.'),
  ENROLMENT_CODE_REVOKED: row(
    'AUTH',
    403,
    'never',
    'The deployment code was revoked',
    'Ask who revoked it; if all is well, make a new deployment code.',
  ),
  ENROLMENT_NAME_TAKEN: row(
    'AUTH',
    409,
    'never',
    'Another computer is enrolled under this name',
    'Give the computer a host name of its own. If it is the same computer, set up again: an operator allows it (`cardwright workstations allow-enrolment`).',
  ),
  ENROLMENT_PROOF_INVALID: row(
    'AUTH',
    403,
    'never',
    'The enrolment is not signed by the key that it is for',
    'Run `cardwright-agent enrol` again, with the same code: it makes a key of its own and signs with it.',
  ),
  ENROLMENT_KEY_IN_USE: row(
    'AUTH',
    409,
    'never',
    'The key belongs to another workstation or to a service',
    'Run `cardwright-agent enrol` again, with the same code: it makes a new key.',
  ),
  ENROLMENT_SERVER_UNTRUSTED: row(
    'AUTH',
    403,
    'never',
    'The server is not the one that made this enrolment code',
    'Check the server address; ask for a new code.',
  ),
} as const satisfies Record<string, ErrorRow>;
