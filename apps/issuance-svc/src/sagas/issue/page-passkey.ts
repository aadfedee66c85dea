/**
 * A passkey that the holder registers on the relying party's own page. What they have there is remembered before; of what is new afterwards the one that
 * the card of the saga holds is taken, and every other one is deleted there. Each call may be repeated.
 */
import { Injectable } from '@nestjs/common';
import type { FidoImage } from '@cardwright/contracts/card/fido-image';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { PasskeyCall, StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import { say } from '@cardwright/contracts/words/say';
import { contextOf } from '../../card/batch-sender.js';
import { requireAcceptedModel, type AaguidLists } from '../../domain/passkey-models.js';
import { requireSameKey } from '../../domain/same-key.js';
import type { FoundOnPage, PasskeyPageState } from '../../records/passkeys/passkey-page-state.js';
import { PasskeyPages } from '../../records/passkeys/passkey-pages.js';
import { PasskeyRecords, type PasskeyRow } from '../../records/passkeys/passkey-records.js';
import { RequestService } from '../../records/requests/request.service.js';
import { SagaRecords, type CardWork } from '../../records/requests/saga-records.js';
import { credentialHash } from '../../relying-parties/credential-hash.js';
import { isSince, newAmong, newSince, type Remembered } from '../../relying-parties/new-passkeys.js';
import { passkeyPersonOf } from '../../relying-parties/passkey-person.js';
import { RelyingParties } from '../../relying-parties/relying-parties.js';
import type {
  PasskeyPerson,
  RegisteredPasskey,
  RelyingPartyContext,
} from '../../relying-parties/relying-party.port.js';
import { BrowserPasskeyCards, heldBefore } from './browser-passkey.js';

interface Taking {
  row: PasskeyRow;
  fido: FidoImage;
  rule: AaguidLists['rule'];
}

@Injectable()
export class PagePasskeys {
  constructor(
    private readonly records: SagaRecords,
    private readonly passkeys: PasskeyRecords,
    private readonly pages: PasskeyPages,
    private readonly parties: RelyingParties,
    private readonly cards: BrowserPasskeyCards,
    private readonly requests: RequestService,
  ) {}

  /** Before the holder is asked. Throws REQUEST_CONFLICT while another request has sent them there. */
  async remember(call: StageCall, { session }: CardWork, row: PasskeyRow): Promise<void> {
    if (row.page !== null) return;
    const context = { ...contextOf(call), lease: session.lease };
    const person = await this.person(row);
    const { relyingPartyId } = await this.parties.withPage(row.relyingParty).page(context, person);
    const askedAt = new Date().toISOString();
    const listed = await this.parties.get(row.relyingParty).list(context, person);
    const known = listed.flatMap(({ credentialIds, providerId }) =>
      (credentialIds.length > 0 ? credentialIds : [providerId]).map(credentialHash),
    );
    await this.pages.remember(row, { relyingPartyId, known, askedAt }, person.objectId);
  }

  /**
   * The row, registered. Throws FIDO_USER_CANCELLED where nothing is new, FIDO_MADE_ELSEWHERE where the card holds none of it, FIDO_OTHER_KEY,
   * FIDO_MODEL_NOT_ACCEPTED; nothing new is left there then. RELYING_PARTY_REFUSED where it does not say which credential a new one is.
   */
  async accept(call: PasskeyCall, work: CardWork, { row, fido, rule }: Taking): Promise<PasskeyRow> {
    const context = { ...contextOf(call), lease: work.session.lease };
    const person = await this.person(row);
    const looked = await this.look(call, row, { context, person });
    const { page } = looked;
    // Another run of this activity was faster.
    if (looked.state !== 'BEGUN' || page?.found === undefined) return looked;
    const { found, relyingPartyId } = page;
    const held = await this.heldOf(call, work, relyingPartyId, found);
    const [mine] = found.listed
      .filter(({ credentialIds }) => credentialIds.some((id) => held.has(id)))
      .sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
    const refused = refusalOf(found, mine, { fido, rule, work });
    const strays = refused === null ? found.listed.filter((each) => each !== mine) : found.listed;
    await this.deleteStrays(call, row, strays, { context, person });
    if (refused !== null) {
      await this.pages.saveRefused(row.requestId, mine !== undefined || found.before.some((id) => !held.has(id)));
      throw refused;
    }
    const { providerId, aaguid, credentialIds } = mine!;
    return this.pages.saveRegistered(row.requestId, {
      ...{ providerId, aaguid: aaguid ?? fido.aaguid },
      credentialIdSha256Hex: credentialHash(credentialIds.find((id) => held.has(id))!),
    });
  }

  /** What is new there is kept before the card is asked: a repeated activity gets the card's answers to these. */
  private async look(call: PasskeyCall, row: PasskeyRow, { context, person }: Asking): Promise<PasskeyRow> {
    const by = `${call.attempt}/${call.round}`;
    if (row.page?.found?.by === by) return row;
    const page = pageOf(row);
    const listed = await this.parties.get(row.relyingParty).list(context, person);
    const before = heldBefore(listed, await this.passkeys.hashesBefore(row));
    const found = newSince(listed, page, await this.pages.ofOthers(row));
    // Whether this card holds it nobody can say: it is neither taken nor deleted.
    if (found.length === 0 && listed.some((each) => isUnnamed(each, page))) {
      const says = say('passkey.id-not-said', { relyingParty: row.relyingParty });
      throw new CardwrightError('RELYING_PARTY_REFUSED', says, { relyingParty: row.relyingParty });
    }
    return this.pages.saveFound(row.requestId, { by, listed: found, before });
  }

  private async heldOf(
    call: PasskeyCall,
    work: CardWork,
    relyingPartyId: string,
    { listed, before }: FoundOnPage,
  ): Promise<Set<string>> {
    const asked = [...listed.flatMap(({ credentialIds }) => credentialIds), ...before];
    if (asked.length === 0) return new Set();
    const answers = await this.cards.takeBack(call, work, relyingPartyId, asked);
    return new Set(asked.filter((_, index) => answers[index] === true));
  }

  /** What another request has recorded meanwhile is left alone. */
  private async deleteStrays(
    call: StageCall,
    row: PasskeyRow,
    strays: readonly RegisteredPasskey[],
    { context, person }: Asking,
  ): Promise<void> {
    if (strays.length === 0) return;
    const { requestId, relyingParty, deviceId } = row;
    for (const stray of newAmong(strays, await this.pages.ofOthers(row))) {
      const { providerId, aaguid, credentialIds } = stray;
      await this.parties.get(relyingParty).delete(context, person, providerId);
      const credentialIdSha256Hex = credentialHash(credentialIds[0]!);
      await this.requests.note(
        requestId,
        {
          sentence: say('saga.passkey-stray', { relyingParty }),
          sourceKey: `${requestId}/stray/${credentialIdSha256Hex}`,
          action: 'passkey.deleted',
          details: { deviceId, relyingParty, aaguid, credentialIdSha256Hex, providerIds: [providerId], inTime: true },
        },
        contextOf(call),
      );
    }
  }

  private async person({ personId }: PasskeyRow): Promise<PasskeyPerson> {
    return passkeyPersonOf(await this.records.person(personId));
  }
}

interface Asking {
  context: RelyingPartyContext;
  person: PasskeyPerson;
}

/** New, and its credential id is not said. */
const isUnnamed = (listed: RegisteredPasskey, remembered: Remembered): boolean =>
  listed.credentialIds.length === 0 &&
  !remembered.known.includes(credentialHash(listed.providerId)) &&
  isSince(listed, remembered);

function pageOf({ page }: PasskeyRow): PasskeyPageState {
  if (page === null) throw new TypeError('nobody was asked to register this passkey on a page');
  return page;
}

/** Why none of them is taken; null: `mine` is. Where the relying party says no model, that counts which the card said when it was read. */
function refusalOf(
  { listed }: FoundOnPage,
  mine: RegisteredPasskey | undefined,
  { fido, rule, work: { device, model } }: Pick<Taking, 'fido' | 'rule'> & { work: CardWork },
): CardwrightError | null {
  if (listed.length === 0) return new CardwrightError('FIDO_USER_CANCELLED');
  if (mine === undefined) return new CardwrightError('FIDO_MADE_ELSEWHERE');
  const aaguid = mine.aaguid ?? fido.aaguid;
  try {
    requireSameKey(device.identityText, { aaguid, readAaguid: fido.aaguid, serial: null });
    requireAcceptedModel({ rule, model }, aaguid);
    return null;
  } catch (error) {
    if (error instanceof CardwrightError) return error;
    throw error;
  }
}
