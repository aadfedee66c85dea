/** Every error code of the system, one row each, by subject. `docs/error-codes.md` is generated from this table. */
import { authCodes } from './auth.codes.js';
import { cardCodes } from './card.codes.js';
import { edgeCodes } from './edge.codes.js';
import type { ErrorRow } from './error-row.js';
import { fidoCodes } from './fido.codes.js';
import { lifecycleCodes } from './lifecycle.codes.js';
import { pinCodes } from './pin.codes.js';
import { pkiCodes } from './pki.codes.js';
import { recordCodes } from './record.codes.js';
import { relyingPartyCodes } from './relying-party.codes.js';
import { requestCodes } from './request.codes.js';
import { updateCodes } from './update.codes.js';
import { workstationCodes } from './workstation.codes.js';

export type { ErrorRow } from './error-row.js';

export const errorCatalogue = {
  ...cardCodes,
  ...fidoCodes,
  ...edgeCodes,
  ...pinCodes,
  ...pkiCodes,
  ...relyingPartyCodes,
  ...requestCodes,
  ...recordCodes,
  ...workstationCodes,
  ...lifecycleCodes,
  ...updateCodes,
  ...authCodes,
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof errorCatalogue;
