/**
 * What a browser at the card's computer is asked to make, and what it has made, for a saga that waits for that; or that the holder is ready for the window
 * of the operating system. Nothing is believed of it here: the saga
 * goes on, and asks its card (sagas/issue/browser-passkey.ts).
 */
import { Injectable } from '@nestjs/common';
import type { BrowserPasskey, BrowserPasskeyOptions, PasskeyPage } from '@cardwright/contracts/access/browser-passkey';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { SagaRow } from '@cardwright/contracts/nats/issuance.api';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { isMadeByHolder, type MakesPasskey } from '@cardwright/contracts/workflow/saga-kind';
import { pinSuppliedUpdate, type DecisionArgument } from '@cardwright/contracts/workflow/card-write.contract';
import { say } from '@cardwright/contracts/words/say';
import type { Asked } from '../../domain/asked.js';
import { endpointFor } from '../../domain/endpoints.js';
import type { CardSessionState } from '../../persistence/card-session-state.js';
import { callContextOf, contextOf } from '../../persistence/change-context.js';
import type { RequestEntity } from '../../persistence/request.entity.js';
import { AuthorisationService } from '../../records/authorisation/authorisation.service.js';
import { requestTarget } from '../../records/authorisation/targets.js';
import { PasskeyPages } from '../../records/passkeys/passkey-pages.js';
import { PasskeyRecords, type PasskeyRow } from '../../records/passkeys/passkey-records.js';
import { RequestService } from '../../records/requests/request.service.js';
import { SagaRecords } from '../../records/requests/saga-records.js';
import { attestedPasskey } from '../../relying-parties/attested-passkey.js';
import { credentialHash } from '../../relying-parties/credential-hash.js';
import { challengeIn } from '../../relying-parties/own/registration-check.js';
import { passkeyPersonOf } from '../../relying-parties/passkey-person.js';
import { RelyingParties } from '../../relying-parties/relying-parties.js';
import { HolderPinCards } from '../pin/holder-pin.cards.js';
import { SagaDecisions } from '../steer/saga-decisions.service.js';

interface AwaitedPasskey {
  asks: MakesPasskey;
  row: PasskeyRow;
  session: CardSessionState;
}

@Injectable()
export class BrowserPasskeys {
  constructor(
    private readonly access: AuthorisationService,
    private readonly requests: RequestService,
    private readonly records: SagaRecords,
    private readonly passkeys: PasskeyRecords,
    private readonly pages: PasskeyPages,
    private readonly parties: RelyingParties,
    private readonly cards: HolderPinCards,
    private readonly decisions: SagaDecisions,
  ) {}

  async options(envelope: Asked<'sagas.passkey-options'>): Promise<BrowserPasskeyOptions | PasskeyPage> {
    const view = await this.requests.view(envelope.tenantId, envelope.body.requestId);
    const { request } = view;
    await this.access.authorise(envelope, endpointFor(request, 'sagas.passkey-options'), requestTarget(view));
    const { asks, row, session } = await this.awaited(request);
    // The saga itself asks for them.
    if (asks === 'passkey-window') throw notNow();
    const person = passkeyPersonOf(await this.records.person(row.personId));
    const context = { ...callContextOf(contextOf(envelope)), lease: session.lease };
    if (asks === 'passkey-page') {
      const { url } = await this.parties.withPage(row.relyingParty).page(context, person);
      const { page } = await this.pages.saveShown(request.requestId);
      // The saga has ended meanwhile, or has its passkey.
      if (page?.shown !== true) throw notNow();
      return { page: { url } };
    }
    const options = await this.parties.registering(row.relyingParty).options(context, person);
    const saved = await this.passkeys.saveOptions(request.requestId, `${request.attempt}/browser`, options, {
      objectId: person.objectId,
      inDoubt: false,
    });
    // Another answer was taken meanwhile.
    if (saved.options?.challengeBase64url !== options.challengeBase64url) throw notNow();
    // What the card had before is known there until the new one is registered.
    const replaced = await this.passkeys.hashesBefore(row);
    return {
      challenge: options.challengeBase64url,
      expiresAt: options.expiresAt,
      relyingPartyId: options.relyingPartyId,
      relyingPartyName: options.relyingPartyName,
      userId: options.userIdBase64url,
      userName: options.userName,
      userDisplayName: options.userDisplayName,
      algorithms: options.algorithms,
      exclude: options.excludeBase64url.filter((id) => !replaced.includes(credentialHash(id))),
    };
  }

  async made(envelope: Asked<'sagas.passkey-made'>): Promise<{ saga: SagaRow }> {
    const { requestId, made } = envelope.body;
    const argument: DecisionArgument = {};
    const message = { update: pinSuppliedUpdate, argument, action: 'saga.passkey-made' };
    const keep = async (request: RequestEntity): Promise<void> => {
      await this.keep(request, made);
      argument.stage = request.stage;
    };
    const decided = this.decisions.decide(envelope, 'sagas.passkey-made', requestId, 'pin-supplied', message, keep);
    const { saga } = await decided.catch((error: unknown) => {
      // No PIN is lost with the run of the workflow that asked: the next one asks for a passkey again.
      if (!isCardwrightError(error, 'PIN_KEY_EXPIRED')) throw error;
      throw new CardwrightError('LIFECYCLE_TRANSITION', say('request.starting-again'));
    });
    return { saga };
  }

  private async keep(request: RequestEntity, made: BrowserPasskey | null): Promise<void> {
    const { asks, row } = await this.awaited(request);
    // There is nothing to believe: the relying party is asked, or the window comes now.
    if (asks !== 'passkey-dialog') return;
    if (made === null)
      throw new CardwrightError('REQUEST_INVALID', onlyInEnglish('The saga waits for what a browser has made'), {
        field: 'made',
      });
    const challenge = challengeIn(made.clientDataJson);
    if (attestedPasskey(made.attestationObject) === null)
      throw new CardwrightError('REQUEST_INVALID', onlyInEnglish('attestationObject is no attestation of a passkey'), {
        field: 'made.attestationObject',
      });
    const { options } = row;
    if (options === null || challenge !== options.challengeBase64url)
      throw new CardwrightError('RELYING_PARTY_CHALLENGE_EXPIRED');
    await this.passkeys.saveAnswer(
      request.requestId,
      {
        credentialIdBase64url: made.credentialId,
        clientDataJsonBase64url: made.clientDataJson,
        attestationObjectBase64url: made.attestationObject,
        ...{ issuedAt: options.issuedAt, expiresAt: options.expiresAt },
      },
      options.challengeBase64url,
    );
  }

  /** Throws LIFECYCLE_TRANSITION. */
  private async awaited(request: RequestEntity): Promise<AwaitedPasskey> {
    const { asks, session } = await this.cards.awaiting(request);
    const row = await this.passkeys.of(request.requestId);
    if (!isMadeByHolder(asks) || row?.state !== 'BEGUN') throw notNow();
    return { asks, row, session };
  }
}

const notNow = (): CardwrightError => new CardwrightError('LIFECYCLE_TRANSITION', say('passkey.no-dialog-now'));
