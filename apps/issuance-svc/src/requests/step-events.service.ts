/**
 * Step events of agents -> rows of the timeline, in the order in which the agent told them. The agent is believed about its
 * own workstation's requests only. Every copy of the service gets every event and records them one after the other: what
 * another copy recorded already adds nothing, so that no copy can put "finished" before "started".
 */
import type { CardStepKind } from '@cardwright/contracts/card/card-step';
import type { StepProgress } from '@cardwright/contracts/nats/edge.api';
import { Injectable } from '@nestjs/common';
import { isUuid } from '../persistence/page.js';
import { RequestService } from './request.service.js';

/** What a step is called in front of people. */
const words: Record<CardStepKind, string> = {
  'authenticate-management-key': 'Authenticating to the card',
  'request-witness': 'Asking the card for a challenge',
  'set-pin-try-limits': 'Setting the PIN try limits',
  'set-pin': 'Setting the PIN',
  'reset-pin': 'Resetting the PIN',
  'set-puk': 'Setting the PUK',
  'set-management-key': 'Changing the management key',
  'generate-key': 'Generating the key',
  'import-key': 'Importing the key',
  'move-key': 'Moving the key',
  'delete-key': 'Deleting the key',
  'attest-key': 'Attesting the key',
  'prove-key': 'Proving possession of the key',
  'put-certificate': 'Writing the certificate',
  'put-data': 'Writing the data object',
  'erase-data': 'Erasing the data object',
  'compare-data': 'Comparing the data object',
  'vendor-reset': 'Resetting the card',
  'read-image': 'Reading the card',
};

@Injectable()
export class StepEventService {
  /** Work at hand per request; an entry goes when its last event is recorded. */
  private readonly tails = new Map<string, Promise<void>>();

  constructor(private readonly requests: RequestService) {}

  async record(workstationId: string, event: StepProgress): Promise<void> {
    const key = String(event.requestId);
    const before = this.tails.get(key) ?? Promise.resolve();
    const mine = before.catch(() => undefined).then(() => this.recordOne(workstationId, event));
    this.tails.set(key, mine);
    try {
      await mine;
    } finally {
      if (this.tails.get(key) === mine) this.tails.delete(key);
    }
  }

  private async recordOne(workstationId: string, event: StepProgress): Promise<void> {
    if (!isUuid(event.requestId) || !Object.hasOwn(words, event.kind)) return;
    const request = await this.requests.get(event.requestId).catch(() => null);
    if (request === null || request.workstationId !== workstationId || request.deviceId !== event.deviceId) return;
    const { kind, subject, phase, batchId, index, total, code } = event;
    await this.requests.appendProgress(event.requestId, {
      kind: phase === 'failed' ? 'error' : 'step',
      sentence: `${words[kind]}${subject === undefined ? '' : ` ${subject}`} (${index + 1} of ${total})`,
      code,
      step: { kind, phase, index, total, ...(subject === undefined ? {} : { subject }) },
      sourceKey: `${batchId}/${index}/${phase}`,
    });
  }
}
