/**
 * The activities of a new passkey on a card in use. The new one takes the place of the old one on the key itself, and only then do the old ones end at
 * their relying parties: there is never none. Each may be repeated.
 */
import { Injectable } from '@nestjs/common';
import { planPasskey } from '@cardwright/card-plan/plan-passkey';
import type {
  PasskeyActivities as Contract,
  StageCall,
  UndoCall,
} from '@cardwright/contracts/workflow/card-activities.contract';
import { say } from '@cardwright/contracts/words/say';
import { BatchSender, contextOf } from '../../card/batch-sender.js';
import { CardOpener } from '../../card/open-card.js';
import { batchSequence } from '../../domain/batch-sequence.js';
import type { Admitted } from '../../records/requests/admitted.js';
import { PasskeyEnds } from '../../records/passkeys/passkey-ends.js';
import { becameOf, PasskeyRecords } from '../../records/passkeys/passkey-records.js';
import { SagaRecords } from '../../records/requests/saga-records.js';
import { IssuePasskey } from '../issue/issue-passkey.js';
import type { Behind, OffersActivities } from '../run/kind-providers.js';
import { andMeanwhile, SagaEnd } from '../run/saga-end.js';
import { SagaStages } from '../run/saga-stages.js';
import { SagaUndo } from '../run/undo.js';
import { PasskeyReadiness } from '../steer/passkey-readiness.js';
import { withPasskey } from './passkey-rule.js';

@Injectable()
export class MakePasskeyActivities implements OffersActivities<'PASSKEY'> {
  constructor(
    private readonly records: SagaRecords,
    private readonly opener: CardOpener,
    private readonly readiness: PasskeyReadiness,
    private readonly passkey: IssuePasskey,
    private readonly passkeys: PasskeyRecords,
    private readonly ends: PasskeyEnds,
    private readonly batches: BatchSender,
    private readonly stages: SagaStages,
    private readonly sagaEnd: SagaEnd,
    private readonly undo: SagaUndo,
  ) {}

  offered(): Behind<Contract> {
    return {
      openForPasskey: (call) => this.openForPasskey(call),
      askForNewPasskey: (call) => this.passkey.ask(call, 'PASSKEY'),
      registerNewPasskey: (call) => this.passkey.register(call, 'PASSKEY'),
      commitPasskey: (call) => this.commitPasskey(call),
      compensatePasskey: (call) => this.undo.run(call, () => this.giveUp(call)),
    };
  }

  /** Only reads the card. An attempt that was cut off may have left the key full: what it made is replaced. */
  private async openForPasskey(call: Admitted): Promise<void> {
    const { input } = call;
    await this.stages.enter(call);
    const opened = await this.opener.open(call, { applications: ['FIDO2'] });
    const { device, image, model, session } = opened;
    const profile = withPasskey(
      await this.records.profile(input.tenantId, device.profileName!, device.profileVersion!),
    );
    const context = { ...contextOf(call), lease: session.lease };
    await this.readiness.require(context, profile, await this.records.person(input.personId!), opened, {
      replaces: true,
    });
    await this.records.saveIntent(call, planPasskey(image, model), image, session);
  }

  private async commitPasskey(call: Admitted): Promise<void> {
    const { session } = await this.records.session(call);
    if (!this.sagaEnd.hasEnded(call)) {
      await this.stages.enter(call);
      await this.batches.run(call, batchSequence.close, session.lease, () =>
        Promise.resolve({ steps: [], close: true }),
      );
      await this.end(call, 'COMPLETED', null);
    }
    await this.stages.leave(session.lease);
  }

  private async giveUp(call: UndoCall): Promise<void> {
    await this.end(call, 'CANCELLED', call.reason);
  }

  /** However far it had come: what the relying party has of this request counts, and what it may have is deleted. */
  private async end(call: StageCall, state: 'COMPLETED' | 'CANCELLED', reason: string | null): Promise<void> {
    const { requestId, deviceId } = call.input;
    const ended = {
      registered: say(state === 'COMPLETED' ? 'passkey.new' : 'passkey.new-all-the-same'),
      lost: say('passkey.none-any-more'),
      untouched: say('saga.stopped-untouched'),
    };
    const sentence = ended[becameOf(await this.passkeys.of(requestId))];
    await this.sagaEnd.end(call, {
      credentials: ({ manager, context }) => this.ends.settleNewIn(manager, { requestId, deviceId }, context),
      state,
      sentence: (meanwhile) => andMeanwhile(sentence, meanwhile),
      ...(reason !== null && { reason }),
    });
  }
}
