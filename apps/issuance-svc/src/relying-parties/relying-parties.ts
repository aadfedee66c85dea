/** The relying parties of this installation, by the id that credential profiles name. */
import type { PasskeyMaker } from '@cardwright/contracts/card/credential-profile';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { PartyWithPage, RegisteringParty, RelyingParty } from './relying-party.port.js';

export class RelyingParties {
  constructor(private readonly byId: ReadonlyMap<string, RelyingParty>) {}

  /** Those that can switch a passkey off without deleting it. */
  switching(): string[] {
    return [...this.byId].filter(([, { switch: can }]) => can !== undefined).map(([id]) => id);
  }

  /** Who can make passkeys for them. */
  makers(): ReadonlyMap<string, readonly PasskeyMaker[]> {
    return new Map([...this.byId].map(([id, party]) => [id, makersOf(party)]));
  }

  /** Throws RELYING_PARTY_NOT_CONFIGURED {relyingParty}; TypeError for one that takes none from us. */
  registering(id: string): RegisteringParty {
    const found = this.get(id);
    if (!registers(found)) throw new TypeError(`passkeys at ${id} come to be on its own page alone`);
    return found;
  }

  /** Where a browser makes passkeys for it: by its own dialog in our portal, or on the relying party's page. */
  browserWay(id: string): 'dialog' | 'page' {
    const { inPortal, page } = this.get(id);
    return inPortal !== true && page !== undefined ? 'page' : 'dialog';
  }

  /** Throws RELYING_PARTY_NOT_CONFIGURED {relyingParty}; TypeError for one without a page. */
  withPage(id: string): PartyWithPage {
    const found = this.get(id);
    if (!hasPage(found)) throw new TypeError(`${id} has no page on which people register passkeys`);
    return found;
  }

  /** Throws RELYING_PARTY_NOT_CONFIGURED {relyingParty}. */
  get(id: string): RelyingParty {
    const found = this.byId.get(id);
    if (found === undefined) throw new CardwrightError('RELYING_PARTY_NOT_CONFIGURED', undefined, { relyingParty: id });
    return found;
  }
}

const registers = (party: RelyingParty): party is RegisteringParty =>
  party.options !== undefined && party.register !== undefined;

const hasPage = (party: RelyingParty): party is PartyWithPage => party.page !== undefined;

const makersOf = (party: RelyingParty): PasskeyMaker[] => [
  ...(registers(party) ? (['agent', 'platform'] as const) : []),
  ...((registers(party) && party.inPortal === true) || hasPage(party) ? (['browser'] as const) : []),
];
