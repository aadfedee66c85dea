/** How the FIDO application refuses: a status of CTAP, which travels in an answer with 9000. Governing document: CTAP 2.1 section 8.2. */
import { ctapStatus, type CtapStatusName } from '@cardwright/card-protocol/ctap/status';

export class CtapError extends Error {
  override readonly name = 'CtapError';
  readonly status: number;

  constructor(name: CtapStatusName) {
    super(name);
    this.status = ctapStatus[name];
  }
}

export function refuseCtap(name: CtapStatusName): never {
  throw new CtapError(name);
}

/** The field of a request that this subcommand cannot do without. */
export const needed = <T>(value: T | undefined): T => value ?? refuseCtap('CTAP2_ERR_MISSING_PARAMETER');
