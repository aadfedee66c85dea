/**
 * The passkey of an issue, and a new one for a card in use: what is asked of the holder, the credential on the key, the registration at the relying
 * party, and their record. Every call may be repeated at any point: the key then holds one credential, and the relying party knows one. What was cut on
 * the key is deleted by the step that makes the next one; what was registered without an answer is found by the relying party's list
 * (relying-party.port.ts).
 */
import { Injectable } from '@nestjs/common';
import type { FidoImage } from '@cardwright/contracts/card/fido-image';
import type { CardStep, SecretName } from '@cardwright/contracts/card/card-step';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { PasskeyRule } from '@cardwright/contracts/card/credential-profile';
import type {
  PasskeyAsk,
  PasskeyAsks,
  PasskeyCall,
  StageCall,
} from '@cardwright/contracts/workflow/card-activities.contract';
import type { PinRefusal } from '@cardwright/contracts/workflow/saga-kind';
import type { PasskeySagaType } from '@cardwright/contracts/workflow/saga-kinds';
import { say } from '@cardwright/contracts/words/say';
import { effectivePinRule, sharesPin } from '@cardwright/card-plan/effective-pin-rule';
import { BatchSender, contextOf } from '../../card/batch-sender.js';
import { CardVault } from '../../card/card-vault.js';
import { batchSequence } from '../../domain/batch-sequence.js';
import { credentialHash } from '../../relying-parties/credential-hash.js';
import { requireAcceptedModel } from '../../domain/passkey-models.js';
import { requireSameKey } from '../../domain/same-key.js';
import { attestedSerial } from '../../relying-parties/attested-key.js';
import { clientDataOf } from '../../relying-parties/client-data.js';
import { PasskeyRecords, type PasskeyRow } from '../../records/passkeys/passkey-records.js';
import { RequestService } from '../../records/requests/request.service.js';
import { SagaRecords, type CardWork } from '../../records/requests/saga-records.js';
import { passkeyPersonOf } from '../../relying-parties/passkey-person.js';
import { RelyingParties } from '../../relying-parties/relying-parties.js';
import type { PasskeyOptions, RelyingPartyContext } from '../../relying-parties/relying-party.port.js';
import { SagaStages } from '../run/saga-stages.js';
import { BrowserPasskeyCards, heldBefore } from './browser-passkey.js';
import { PagePasskeys } from './page-passkey.js';

/** A challenge that ends sooner is not begun with: the holder has to touch the key first. */
const marginMs = 45_000;
/** How often options are fetched anew because the relying party found the challenge too old. */
const freshTries = 3;

/** The key says so before it makes one. Of every other failure nobody knows how far it had come. */
const madeNone = [
  ...(['FIDO_USER_CANCELLED', 'FIDO_CREDENTIAL_EXCLUDED', 'FIDO_KEY_FULL', 'FIDO_PIN_INCORRECT'] as const),
  ...([
    'FIDO_PIN_BLOCKED',
    'FIDO_PIN_NEEDS_REINSERT',
    'FIDO_PIN_MUST_CHANGE',
    'FIDO_PIN_NOT_SET',
    'FIDO_PIN_REFUSED',
  ] as const),
];

@Injectable()
export class IssuePasskey {
  constructor(
    private readonly records: SagaRecords,
    private readonly passkeys: PasskeyRecords,
    private readonly parties: RelyingParties,
    private readonly batches: BatchSender,
    private readonly requests: RequestService,
    private readonly stages: SagaStages,
    private readonly vault: CardVault,
    private readonly browsers: BrowserPasskeyCards,
    private readonly pages: PagePasskeys,
  ) {}

  /** As IssueActivities says. Nothing is asked where the key has one PIN for everything: the agent has that one. */
  async ask(call: PasskeyAsk, type: PasskeySagaType = 'ISSUE'): Promise<{ asks: PasskeyAsks }> {
    const { refused } = call;
    const work = await this.records.work(call);
    const row = await this.passkeys.of(call.input.requestId);
    if (row !== null && isSettled(row, ruleOf(work))) return { asks: 'made' };
    if (isBrowsers(work)) return this.askInBrowser(call, work, type);
    // The agent's own PIN was wrong: nobody has another one, and no other try would mend it.
    if (isAgents(work, type) && refused !== null && refused !== 'FIDO_USER_CANCELLED')
      throw new CardwrightError('CARD_UNSUPPORTED', say('passkey.pin-not-shared'), { refusedWith: refused });
    const asks = asksOf(work, refused, type);
    if (asks === 'nothing') return { asks };
    const { minPinLength } = fidoOf(work);
    const triesLeft = refused === 'FIDO_PIN_INCORRECT' ? (work.session.passkeyAsked?.triesLeft ?? null) : null;
    const least = asks === 'new-fido-pin' ? Math.max(minPinLength, ruleOf(work).minPinLength ?? 0) : minPinLength;
    await this.records.savePasskeyAsked(call, { asks, refusedWith: refused, triesLeft, minPinLength: least });
    await this.stages.awaitPasskey(call, type, refused);
    return { asks };
  }

  /** Whatever PIN the key wants, the browser asks for. */
  private async askInBrowser(call: PasskeyAsk, work: CardWork, type: PasskeySagaType): Promise<{ asks: PasskeyAsks }> {
    const { refused, round = 1 } = call;
    const { relyingParty } = ruleOf(work);
    const onPage = this.parties.browserWay(relyingParty) === 'page';
    const asks = onPage ? 'passkey-page' : 'passkey-dialog';
    const row = await this.begin(call, work);
    if (onPage) await this.pages.remember(call, work, row);
    await this.records.savePasskeyAsked(call, { ...nothingTyped, asks, refusedWith: refused });
    const isShown = isAgents(work, type);
    if (isShown) await this.records.markTemporaryPin(call);
    await this.browsers.lend({ ...call, round }, work, isShown);
    const words = onPage
      ? { asks: say('saga.passkey-on-page', { relyingParty }), none: say('saga.passkey-not-on-page', { relyingParty }) }
      : { asks: say('saga.passkey-in-browser') };
    await this.stages.awaitPasskey(call, type, refused, words);
    return { asks };
  }

  private begin({ input }: StageCall, work: CardWork): Promise<PasskeyRow> {
    const { requestId, tenantId, correlationId, deviceId, personId } = input;
    const displayName = `Cardwright ${deviceId.slice(0, 8)}`;
    const { relyingParty } = ruleOf(work);
    return this.passkeys.begin({
      ...{ requestId, tenantId, correlationId, deviceId, personId: personId!, relyingParty, displayName },
    });
  }

  /** As IssueActivities says. */
  async register(call: PasskeyCall, type: PasskeySagaType = 'ISSUE'): Promise<void> {
    const work = await this.records.work(call);
    const { lease } = work.session;
    if (isAgents(work, type)) await this.records.markTemporaryPin(call);
    await this.stages.enter(call, lease);
    let row = await this.begin(call, work);
    const inBrowser = isBrowsers(work);
    for (let left = freshTries; row.state !== 'REGISTERED'; left -= 1) {
      if (row.state === 'BEGUN')
        row = inBrowser ? await this.fromBrowser(call, work, row) : await this.make(call, work, row, type);
      if (row.state === 'MADE') row = await this.tell(call, work, row, inBrowser ? null : left > 1);
      if (row.state === 'TO_DELETE' || row.state === 'DELETED') throw new CardwrightError('LIFECYCLE_CANCELLED');
    }
    await this.note(call, row);
    await this.configure(call, work, row, type);
  }

  /**
   * The last batch of a card that is left without a PIN of its holder. [C32] The PIN that could be looked at while the passkey was made serves for
   * nothing then: the agent draws another one, which the vault alone gets.
   */
  async closePending(call: StageCall): Promise<void> {
    const work = await this.records.work(call);
    const { version, model, intent } = work;
    const { lease } = work.session;
    const context = contextOf(call);
    const isShown = version.definition.passkey !== undefined && isShared(work);
    const { sealedOperationPin } = await this.batches.run(call, batchSequence.close, lease, async () =>
      isShown
        ? {
            steps: [{ kind: 'set-pin', from: 'pin.operation', to: 'pin.operation' }],
            pinRule: effectivePinRule(model, version.definition, intent.beforeImage.applications?.FIDO2),
            vaultPublicJwk: await this.vault.publicJwk(context),
            close: true,
          }
        : { steps: [], close: true },
    );
    if (sealedOperationPin !== undefined) await this.vault.keepOperationPin(context, lease, sealedOperationPin);
  }

  /** One try: options, and the key's answer to them. A repeated activity goes on with the options that it had. */
  private async make(call: PasskeyCall, work: CardWork, begun: PasskeyRow, type: PasskeySagaType): Promise<PasskeyRow> {
    const { requestId } = call.input;
    const party = this.parties.registering(begun.relyingParty);
    const triedBy = `${call.attempt}/${call.round}`;
    let row = begun;
    if (row.triedBy !== triedBy || row.options === null || isOld(row.options)) {
      const person = passkeyPersonOf(await this.records.person(begun.personId));
      const options = await party.options(this.context(call, work), person);
      row = await this.passkeys.saveOptions(requestId, triedBy, options, person);
    }
    // Another run of this activity was faster.
    if (row.state === 'REGISTERED') return row;
    const options = row.options!;
    const { issuedAt, expiresAt } = options;
    const { clientDataJsonBase64url, clientDataHashBase64url } = clientDataOf(options);
    const pin = pinOf(work, type);
    const replaces = type === 'ISSUE' ? null : await this.passkeys.hashesBefore(begun);
    const { results } = await this.batches
      .run(call, batchSequence.passkey + row.tries, work.session.lease, () =>
        Promise.resolve({ steps: stepsOf(options, { clientDataHashBase64url, pin, isNew: asksNew(work), replaces }) }),
      )
      .catch(async (error: unknown) => {
        await this.keepTries(call, work, error);
        if (madeNone.some((code) => isCardwrightError(error, code))) await this.passkeys.saveRefused(requestId);
        throw error;
      });
    const made = results.find(({ kind }) => kind === 'make-credential')?.credential;
    if (made === undefined) throw new CardwrightError('CARD_VERIFY_FAILED', say('record.no-passkey-made'));
    const { credentialIdBase64url, attestationObjectBase64url, aaguid, enterpriseAttestation } = made;
    const serial = attestedSerial(attestationObjectBase64url);
    // Before the relying party knows of it.
    requireSameKey(work.device.identityText, { aaguid, readAaguid: fidoOf(work).aaguid, serial });
    requireAcceptedModel({ rule: ruleOf(work), model: work.model }, aaguid);
    return this.passkeys.saveMade(
      row,
      { credentialIdBase64url, attestationObjectBase64url, clientDataJsonBase64url, issuedAt, expiresAt },
      {
        aaguid,
        credentialIdSha256Hex: credentialHash(credentialIdBase64url),
        serialEvidence: enterpriseAttestation === true,
        attestedSerial: serial,
      },
    );
  }

  private fromBrowser(call: PasskeyCall, work: CardWork, row: PasskeyRow): Promise<PasskeyRow> {
    if (this.parties.browserWay(row.relyingParty) === 'dialog') return this.accept(call, work, row);
    return this.pages.accept(call, work, { row, fido: fidoOf(work), rule: ruleOf(work) });
  }

  /** What a browser has made by its own dialog. */
  private async accept(call: PasskeyCall, work: CardWork, row: PasskeyRow): Promise<PasskeyRow> {
    const { made, relyingParty, personId } = row;
    const hashes = await this.passkeys.hashesBefore(row);
    const person = passkeyPersonOf(await this.records.person(personId));
    const listed =
      hashes.length === 0 ? [] : await this.parties.get(relyingParty).list(this.context(call, work), person);
    const before = heldBefore(listed, hashes);
    const { aaguid, serial, credentialIdBase64url } = await this.browsers.accept(call, work, {
      ...{ row, fido: fidoOf(work), before },
    });
    requireAcceptedModel({ rule: ruleOf(work), model: work.model }, aaguid);
    return this.passkeys.saveMade(row, made!, {
      ...{ aaguid, serialEvidence: serial !== null, attestedSerial: serial },
      credentialIdSha256Hex: credentialHash(credentialIdBase64url),
    });
  }

  /** anew: an old challenge is no failure yet; null: it is the holder who makes another one. */
  private async tell(call: StageCall, work: CardWork, row: PasskeyRow, anew: boolean | null): Promise<PasskeyRow> {
    const { requestId } = call.input;
    const person = passkeyPersonOf(await this.records.person(row.personId));
    try {
      const party = this.parties.registering(row.relyingParty);
      const others = await this.passkeys.providerIdsOfOthers(row);
      const registered = await party.register(this.context(call, work), person, row.displayName, row.made!, others);
      return await this.passkeys.saveRegistered(requestId, registered);
    } catch (error) {
      if (!isCardwrightError(error, 'RELYING_PARTY_CHALLENGE_EXPIRED')) throw error;
      const forgotten = await this.passkeys.forgetMade(requestId);
      if (anew === true) return forgotten;
      if (anew === null) throw error;
      throw new CardwrightError('RELYING_PARTY_UNAVAILABLE', undefined, { relyingParty: row.relyingParty }, error);
    }
  }

  /** After the registration: the PIN may be good for nothing else from then on. */
  private async configure(call: PasskeyCall, work: CardWork, row: PasskeyRow, type: PasskeySagaType): Promise<void> {
    const { minPinLength, forcePinChange } = ruleOf(work);
    if (!isSettled(row, ruleOf(work))) {
      const step: CardStep = {
        kind: 'configure-fido-pin',
        ...(minPinLength !== undefined && { minPinLength }),
        ...(forcePinChange === true && { forceChange: true }),
        pin: pinOf(work, type),
      };
      await this.batches.run(call, batchSequence.passkeyRules + call.round, work.session.lease, () =>
        Promise.resolve({ steps: [step] }),
      );
      await this.passkeys.saveConfigured(call.input.requestId);
    }
  }

  private note(call: StageCall, row: PasskeyRow): Promise<void> {
    const { requestId, deviceId } = call.input;
    const { relyingParty, aaguid, credentialIdSha256Hex, providerId, attestedSerial: serial } = row;
    const evidence = serial === null ? {} : { attestedSerial: serial };
    return this.requests.note(
      requestId,
      {
        sentence: say('saga.passkey-registered', { relyingParty }),
        sourceKey: `${requestId}/passkey/${credentialIdSha256Hex}`,
        action: 'passkey.registered',
        details: { deviceId, relyingParty, aaguid, credentialIdSha256Hex, providerId, ...evidence },
      },
      contextOf(call),
    );
  }

  private async keepTries(call: StageCall, { session }: CardWork, error: unknown): Promise<void> {
    if (!isCardwrightError(error, 'FIDO_PIN_INCORRECT')) return;
    const left = error.details['retriesRemaining'];
    const before = session.passkeyAsked ?? { asks: 'fido-pin', refusedWith: null, minPinLength: 4 };
    await this.records.savePasskeyAsked(call, { ...before, triesLeft: typeof left === 'number' ? left : null });
  }

  private context(call: StageCall, { session }: CardWork): RelyingPartyContext {
    return { ...contextOf(call), lease: session.lease };
  }
}

const ruleOf = ({ version }: CardWork): PasskeyRule => {
  const { passkey } = version.definition;
  if (passkey === undefined) throw new TypeError('the profile of this request makes no passkey');
  return passkey;
};

const fidoOf = ({ intent }: CardWork): FidoImage => {
  const fido = intent.beforeImage.applications?.FIDO2;
  if (fido === undefined) throw new CardwrightError('CARD_UNSUPPORTED', say('passkey.no-application'));
  return fido;
};

const isBrowsers = (work: CardWork): boolean => ruleOf(work).madeBy === 'browser';

const nothingTyped = { triesLeft: null, minPinLength: 4 };

const isShared = ({ model }: CardWork): boolean => sharesPin(model);

/** Whether the PIN is the agent's: that of the whole card, until its holder chooses one. Of a card in use the holder types it. */
const isAgents = (work: CardWork, type: PasskeySagaType): boolean => type === 'ISSUE' && isShared(work);
const pinOf = (work: CardWork, type: PasskeySagaType): SecretName =>
  isAgents(work, type) ? 'pin.operation' : 'pin.fido';

/** Asking for the first PIN again is safe: the step compares one that is set already. */
const asksNew = (work: CardWork): boolean => !isShared(work) && !fidoOf(work).pinSet;

function asksOf(work: CardWork, refused: PinRefusal | null, type: PasskeySagaType): Exclude<PasskeyAsks, 'made'> {
  // The agent keeps the PIN for as long as the card session lasts.
  if (refused === 'FIDO_USER_CANCELLED') return 'touch';
  if (isAgents(work, type)) return 'nothing';
  // Somebody has set one since the card was read, or this issue did.
  if (refused === 'FIDO_PIN_INCORRECT') return 'fido-pin';
  return asksNew(work) ? 'new-fido-pin' : 'fido-pin';
}

const isSettled = ({ state, configuredAt }: PasskeyRow, { minPinLength, forcePinChange }: PasskeyRule): boolean =>
  state === 'REGISTERED' && (configuredAt !== null || (minPinLength === undefined && forcePinChange !== true));

const isOld = ({ expiresAt }: PasskeyOptions): boolean => Date.parse(expiresAt) - marginMs < Date.now();

function stepsOf(
  options: PasskeyOptions,
  {
    clientDataHashBase64url,
    pin,
    isNew,
    replaces,
  }: { clientDataHashBase64url: string; pin: SecretName; isNew: boolean; replaces: readonly string[] | null },
): CardStep[] {
  const { relyingPartyId, relyingPartyName, userIdBase64url, userName, userDisplayName, algorithms } = options;
  const { hmacSecret, enterpriseAttestation } = options;
  // What the card had before is known there until the new one is registered.
  const excludeBase64url = options.excludeBase64url.filter((id) => replaces?.includes(credentialHash(id)) !== true);
  return [
    ...(isNew ? [{ kind: 'set-fido-pin', pin } as const] : []),
    {
      kind: 'make-credential',
      ...{ relyingPartyId, relyingPartyName, userIdBase64url, userName, userDisplayName, algorithms },
      ...{ clientDataHashBase64url, excludeBase64url, pin },
      // Whatever the relying party knows is not ours to delete from the key.
      keepBase64url: excludeBase64url,
      ...(replaces !== null && { replacesSha256Hex: [...replaces] }),
      ...(enterpriseAttestation && { enterpriseAttestation }),
      ...(hmacSecret && { hmacSecret }),
    },
  ];
}
