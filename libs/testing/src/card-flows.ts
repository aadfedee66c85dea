/**
 * A card's life as an operator's script and its holder live it: each flow started over REST, its PIN given when it is asked for, followed
 * to its end. For specs that are about the card and not about the saga: a saga that parks is an error here.
 */
import { inspect, issueCard, randomPin, supplyPin, untilSaga } from './issue.js';
import type { Api } from './system.js';
import type { SagaRow } from '@cardwright/contracts/nats/issuance.api';

export interface CardPlace {
  workstationId: string;
  readerName: string;
}

export class CardFlows {
  /** The PIN that the holder chose last. */
  pin = '';

  constructor(
    private readonly api: Api,
    private readonly place: CardPlace,
    private readonly holder: { personId: string; profileName: string },
  ) {}

  inspect() {
    return inspect(this.api, this.place.workstationId, this.place.readerName);
  }

  async issue(): Promise<{ deviceId: string; saga: SagaRow }> {
    this.pin = randomPin();
    return issueCard(this.api, { ...this.place, ...this.holder, pin: this.pin });
  }

  reprovision(deviceId: string, more: object = {}): Promise<SagaRow> {
    this.pin = randomPin();
    return this.run(`/devices/${deviceId}/reprovision`, { reason: 'CONTENT_DAMAGED', ...more });
  }

  /** History is given up where the card cannot keep it. */
  update(deviceId: string, keyReferences: readonly string[], more: object = {}): Promise<SagaRow> {
    return this.run(`/devices/${deviceId}/update`, { reason: 'RENEW', keyReferences, ...more });
  }

  resetPin(deviceId: string): Promise<SagaRow> {
    this.pin = randomPin();
    return this.run(`/devices/${deviceId}/pin-reset`, { reason: 'FORGOTTEN_PIN' });
  }

  recycle(deviceId: string): Promise<SagaRow> {
    return this.run(`/devices/${deviceId}/recycle`, { reasonText: 'spec' });
  }

  /** Throws with the reason when the saga parks. */
  private async run(path: string, body: object): Promise<SagaRow> {
    const { saga } = await this.api<{ saga: SagaRow }>('POST', path, { ...this.place, ...body });
    const { requestId } = saga;
    const open = await untilSaga(this.api, requestId, ['AWAITING_USER', 'COMPLETED', 'FAILED']);
    if (open.state === 'AWAITING_USER') await supplyPin(this.api, requestId, this.pin);
    const ended = open.state === 'AWAITING_USER' ? await untilSaga(this.api, requestId, ['COMPLETED', 'FAILED']) : open;
    if (ended.state === 'FAILED') throw new Error(`${path}: ${ended.errorCode}: ${ended.errorMessage}`);
    return ended;
  }
}
