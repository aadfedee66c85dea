/**
 * Learns what a single card cannot do although its model says that it can. The status word that refused a command shows it. The fact is
 * stored with the device, and later plans for this card leave the step out (card-plan models/with-facts.ts).
 */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { canonicalJson } from '@cardwright/contracts/canonical-json';
import type { CardFacts } from '@cardwright/contracts/card/card-facts';
import type { CardModel } from '@cardwright/contracts/card/card-model';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { BatchResult, LeaseToken } from '@cardwright/contracts/nats/edge.api';
import type { PukName } from '@cardwright/contracts/nats/pki.api';
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { DeviceService } from '../records/devices/device.service.js';
import { systemActor } from '../persistence/change-context.js';

type Capability = keyof CardModel['capabilities'];

/**
 * Rows are by the instruction that the card's error names: moving and deleting a key share one instruction. SP 800-73-5 Part 2, the
 * vendor's PIV extensions.
 */
const capabilitiesOf: Readonly<Record<string, readonly Capability[]>> = {
  F6: ['moveKey', 'deleteKey'],
  F9: ['attest'],
  FA: ['setPinTryLimits'],
  FB: ['vendorReset'],
  FE: ['importKey'],
  FF: ['setManagementKey'],
};

const pukNames: readonly PukName[] = ['puk.factory', 'puk.current', 'puk.pending'];

/** ISO/IEC 7816-4 table 6: instruction, function not supported. */
const notSupported: readonly string[] = ['6D00', '6A81'];

@Injectable()
export class CardLearning {
  constructor(
    private readonly database: DataSource,
    private readonly devices: DeviceService,
    private readonly rpc: RpcClient,
  ) {}

  /**
   * For the failure of a batch. Answers CARD_STEP_REFUSED when the failure is the first evidence that this card cannot do the step; the
   * card is then opened and planned again. Answers null when the failure shows nothing of the kind, or nothing new.
   */
  async refusalIn(call: StageCall, lease: LeaseToken, error: CardwrightError): Promise<CardwrightError | null> {
    await this.noteWrongPuk(call, lease, error);
    const lacks = refusedCapabilities(error);
    if (lacks.length === 0 || !(await this.remember(call, lacks, error.details))) return null;
    return new CardwrightError('CARD_STEP_REFUSED', undefined, { ...error.details, lacks }, error);
  }

  /** The same for a step that reports the refusal as its result: nothing has to be opened again. */
  async refusedStep(call: StageCall, instruction: string, statusHex: string): Promise<void> {
    if (!notSupported.includes(statusHex)) return;
    const error = new CardwrightError('CARD_CAPABILITY_MISSING', undefined, { instruction, sw: statusHex });
    await this.remember(call, refusedCapabilities(error), error.details);
  }

  /**
   * How many bytes the objects of a card hold, learned from what the card accepted or refused. Where objects cannot grow, this is known for
   * each object.
   */
  async roomIn({ input }: StageCall, result: BatchResult): Promise<void> {
    if (!result.results.some(({ room }) => room !== undefined) && !foundTooLittleRoom(result)) return;
    const { deviceId, tenantId, correlationId } = input;
    const context = { tenantId, correlationId, actor: systemActor };
    await inTransaction(this.database, async (manager) => {
      const { cardFacts } = await this.devices.lock(manager, deviceId);
      const news = roomFacts(result, cardFacts.objectBytes !== undefined);
      const objectBytes = { ...cardFacts.objectBytes };
      for (const [tagHex, bytes] of Object.entries(news.objectBytes))
        objectBytes[tagHex] = { ...objectBytes[tagHex], ...bytes };
      const objectsTake = Math.max(cardFacts.objectsTake ?? 0, news.objectsTake);
      const learned: CardFacts = {
        ...cardFacts,
        ...(Object.keys(objectBytes).length > 0 && { objectBytes }),
        ...(objectsTake > 0 && { objectsTake }),
      };
      if (canonicalJson(learned) === canonicalJson(cardFacts)) return;
      await this.devices.change(manager, deviceId, { cardFacts: learned }, context);
      if (Object.keys(news.objectBytes).length > 0)
        await appendAudit(manager, {
          ...context,
          action: 'device.objects-cannot-grow',
          object: `device:${deviceId}`,
          details: news.objectBytes,
        });
    });
  }

  /** The agent names the PUK that the card refused, whatever failed afterwards: the next attempt presents the other one, if there is one. */
  private async noteWrongPuk({ input }: StageCall, lease: LeaseToken, { details }: CardwrightError): Promise<void> {
    const wrongPuk = pukNames.find((name) => name === details['puk']);
    if (wrongPuk === undefined) return;
    const { tenantId, correlationId } = input;
    await this.rpc.pki('vault.batch.settle', { lease, wrongPuk }, { tenantId, correlationId });
  }

  /** Answers whether the fact is new. details: what the card answered, for the audit. */
  remember(
    { input }: StageCall,
    lacks: readonly Capability[],
    details: Record<string, unknown> = {},
  ): Promise<boolean> {
    const { deviceId, tenantId, correlationId } = input;
    const context = { tenantId, correlationId, actor: systemActor };
    return inTransaction(this.database, async (manager) => {
      const { cardFacts } = await this.devices.lock(manager, deviceId);
      const known = cardFacts.lacks ?? [];
      if (lacks.every((capability) => known.includes(capability))) return false;
      const learned: CardFacts = { ...cardFacts, lacks: [...new Set([...known, ...lacks])] };
      await this.devices.change(manager, deviceId, { cardFacts: learned }, context);
      await appendAudit(manager, {
        ...context,
        action: 'device.capability-missing',
        object: `device:${deviceId}`,
        details: { lacks, sw: details['sw'], instruction: details['instruction'] },
      });
      return true;
    });
  }
}

/**
 * The card does not know the instruction (6D00) or does not support it here (6A81). For a PUK, every refusal counts that means "this card
 * does not change it".
 */
function refusedCapabilities({ code, details }: CardwrightError): readonly Capability[] {
  if (code !== 'CARD_CAPABILITY_MISSING' || typeof details['instruction'] !== 'string') return [];
  if (details['subject'] === 'puk') return ['changePuk'];
  return capabilitiesOf[details['instruction']] ?? [];
}

const foundTooLittleRoom = ({ failure }: BatchResult): boolean => failure?.error.code === 'CARD_OBJECT_CANNOT_GROW';

/** fixedBefore: the card is known as one whose objects cannot grow. */
function roomFacts(
  result: BatchResult,
  fixedBefore: boolean,
): Required<Pick<CardFacts, 'objectBytes' | 'objectsTake'>> {
  if (foundTooLittleRoom(result)) {
    const { tagHex, bytes } = result.failure!.error.details;
    return { objectBytes: { [String(tagHex)]: { refused: Number(bytes) } }, objectsTake: 0 };
  }
  const room = result.results.find((step) => step.room !== undefined)?.room;
  const taken = Object.entries(room?.bytes ?? {}).filter(([, bytes]) => bytes > 0);
  if (room?.fixed === true || fixedBefore)
    return { objectBytes: Object.fromEntries(taken.map(([tagHex, fits]) => [tagHex, { fits }])), objectsTake: 0 };
  return { objectBytes: {}, objectsTake: taken.length > 0 ? Math.min(...taken.map(([, bytes]) => bytes)) : 0 };
}
