/**
 * The passkey of an issue, and a new one for a card in use: what is asked of the holder, the credential on the key, the registration at the relying
 * party, and their record. Every call may be repeated at any point: the key then holds one credential, and the relying party knows one. What was cut on
 * the key is deleted by the step that makes the next one; what was registered without an answer is found by the relying party's list
 * (relying-party.port.ts).
 */
import { Injectable } from '@nestjs/common';
import type { PasskeyMaker, PasskeyRule } from '@cardwright/contracts/card/credential-profile';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type {
  PasskeyAsk,
  PasskeyAsks,
  PasskeyCall,
  StageCall,
} from '@cardwright/contracts/workflow/card-activities.contract';
import type { Sentence } from '@cardwright/contracts/said';
import type { MakesPasskey } from '@cardwright/contracts/workflow/saga-kind';
import type { PasskeySagaType } from '@cardwright/contracts/workflow/saga-kinds';
import { say } from '@cardwright/contracts/words/say';
import { effectivePinRule } from '@cardwright/card-plan/effective-pin-rule';
import { BatchSender, contextOf } from '../../card/batch-sender.js';
import { CardVault } from '../../card/card-vault.js';
import { batchSequence } from '../../domain/batch-sequence.js';
import { PasskeyRecords, type PasskeyRow } from '../../records/passkeys/passkey-records.js';
import { RequestService } from '../../records/requests/request.service.js';
import { SagaRecords, type CardWork } from '../../records/requests/saga-records.js';
import { passkeyPersonOf } from '../../relying-parties/passkey-person.js';
import { RelyingParties } from '../../relying-parties/relying-parties.js';
import { SagaStages } from '../run/saga-stages.js';
import { AgentPasskeys } from './agent-passkey.js';
import { BrowserPasskeyCards } from './browser-passkey.js';
import { PagePasskeys } from './page-passkey.js';
import { fidoOf, isAgents, isSettled, isShared, partyContext, ruleOf } from './passkey-work.js';
import { PlatformPasskeys } from './platform-passkey.js';

/** How often options are fetched anew because the relying party found the challenge too old. */
const freshTries = 3;

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
    private readonly agents: AgentPasskeys,
    private readonly browsers: BrowserPasskeyCards,
    private readonly pages: PagePasskeys,
    private readonly platforms: PlatformPasskeys,
  ) {}

  /** As IssueActivities says. */
  async ask(call: PasskeyAsk, type: PasskeySagaType = 'ISSUE'): Promise<{ asks: PasskeyAsks }> {
    const work = await this.records.work(call);
    const row = await this.passkeys.of(call.input.requestId);
    if (row !== null && isSettled(row, ruleOf(work))) return { asks: 'made' };
    if (makerOf(work) === 'agent') return this.agents.ask(call, work, type);
    return this.askHolder(call, work, type);
  }

  /** Whatever PIN the key wants, browser or system asks for. */
  private async askHolder(call: PasskeyAsk, work: CardWork, type: PasskeySagaType): Promise<{ asks: PasskeyAsks }> {
    const { refused, round = 1 } = call;
    const asks = this.askedOf(work);
    const row = await this.begin(call, work);
    // The card holds it, as it said in an attempt before: its relying party alone has to hear of it.
    if (row.state === 'MADE') return { asks: 'nothing' };
    if (asks === 'passkey-page') await this.pages.remember(call, work, row);
    await this.records.savePasskeyAsked(call, { ...nothingTyped, asks, refusedWith: refused });
    const isShown = isAgents(work, type);
    if (isShown) await this.records.markTemporaryPin(call);
    await this.browsers.lend({ ...call, round }, work, isShown);
    await this.stages.awaitPasskey(call, type, refused, wordsOf(asks, ruleOf(work)));
    return { asks };
  }

  private askedOf(work: CardWork): MakesPasskey {
    if (makerOf(work) === 'platform') return 'passkey-window';
    return this.parties.browserWay(ruleOf(work).relyingParty) === 'page' ? 'passkey-page' : 'passkey-dialog';
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
    const byAgent = makerOf(work) === 'agent';
    // Of one from a run before the relying party may have heard.
    let sent = row.state === 'MADE';
    for (let left = freshTries; row.state !== 'REGISTERED'; left -= 1) {
      if (row.state === 'BEGUN') {
        sent = false;
        row = byAgent ? await this.agents.make(call, work, row, type) : await this.fromHolder(call, work, row, type);
      }
      if (row.state === 'MADE') row = await this.tell(call, work, row, { sent, anew: byAgent ? left > 1 : null });
      if (row.state === 'TO_DELETE' || row.state === 'DELETED') throw new CardwrightError('LIFECYCLE_CANCELLED');
    }
    await this.note(call, row);
    await this.agents.configure(call, work, row, type);
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

  private fromHolder(call: PasskeyCall, work: CardWork, row: PasskeyRow, type: PasskeySagaType): Promise<PasskeyRow> {
    const asks = this.askedOf(work);
    if (asks === 'passkey-window') return this.platforms.make(call, work, row, type);
    if (asks === 'passkey-dialog') return this.browsers.accept(call, work, row);
    return this.pages.accept(call, work, { row, fido: fidoOf(work), rule: ruleOf(work) });
  }

  /** anew: an old challenge is no failure yet; null: it is the holder who makes another one. */
  private async tell(
    call: StageCall,
    work: CardWork,
    row: PasskeyRow,
    { sent, anew }: { sent: boolean; anew: boolean | null },
  ): Promise<PasskeyRow> {
    const { requestId } = call.input;
    const person = passkeyPersonOf(await this.records.person(row.personId));
    try {
      const party = this.parties.registering(row.relyingParty);
      const others = await this.passkeys.providerIdsOfOthers(row);
      const earlier = { others, sent };
      const registered = await party.register(partyContext(call, work), person, row.displayName, row.made!, earlier);
      return await this.passkeys.saveRegistered(requestId, registered);
    } catch (error) {
      if (!isCardwrightError(error, 'RELYING_PARTY_CHALLENGE_EXPIRED')) throw error;
      const forgotten = await this.passkeys.forgetMade(requestId);
      if (anew === true) return forgotten;
      if (anew === null) throw error;
      throw new CardwrightError('RELYING_PARTY_UNAVAILABLE', undefined, { relyingParty: row.relyingParty }, error);
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
}

const makerOf = (work: CardWork): PasskeyMaker => ruleOf(work).madeBy ?? 'agent';

const nothingTyped = { triesLeft: null, minPinLength: 4 };

/** What is waited for, and what is said where nothing was made. */
function wordsOf(asks: MakesPasskey, { relyingParty }: PasskeyRule): { asks: Sentence; none?: Sentence } {
  if (asks === 'passkey-dialog') return { asks: say('saga.passkey-in-browser') };
  if (asks === 'passkey-window')
    return { asks: say('saga.passkey-in-window'), none: say('saga.passkey-window-closed') };
  const none = say('saga.passkey-not-on-page', { relyingParty });
  return { asks: say('saga.passkey-on-page', { relyingParty }), none };
}
