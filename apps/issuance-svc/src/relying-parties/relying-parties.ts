/** The relying parties of this installation, by the id that credential profiles name. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { RelyingParty } from './relying-party.port.js';

export class RelyingParties {
  constructor(private readonly byId: ReadonlyMap<string, RelyingParty>) {}

  ids(): string[] {
    return [...this.byId.keys()];
  }

  /** Those that can switch a passkey off without deleting it. */
  switching(): string[] {
    return [...this.byId].filter(([, { switch: can }]) => can !== undefined).map(([id]) => id);
  }

  /** Throws RELYING_PARTY_NOT_CONFIGURED {relyingParty}. */
  get(id: string): RelyingParty {
    const found = this.byId.get(id);
    if (found === undefined) throw new CardwrightError('RELYING_PARTY_NOT_CONFIGURED', undefined, { relyingParty: id });
    return found;
  }
}
