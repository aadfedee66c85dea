/**
 * What a card is found not to do, though its model says that it can: learned from the status word that refused a command, kept with the
 * device, left out of every plan for this card from then on (card-plan models/with-facts.ts).
 */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { canonicalJson } from '@cardwright/contracts/canonical-json';
import type { CardFacts } from '@cardwright/contracts/card/card-facts';
import type { CardModel } from '@cardwright/contracts/card/card-model';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { BatchResult, LeaseToken } from '@cardwright/contracts/nats/edge.api';
import type { StageCall } from '@cardwright/contracts/workflow/card-activities.contract';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { DeviceService } from '../records/devices/device.service.js';
import { systemActor } from '../persistence/change-context.js';

type Capability = keyof CardModel['capabilities'];

/** By instruction, as errors of the card name it: moving and deleting a key are one. SP 800-73-5 Part 2, the vendor's PIV extensions. */
const capabilitiesOf: Readonly<Record<string, readonly Capability[]>> = {
  F6: ['moveKey', 'deleteKey'],
  F9: ['attest'],
  FA: ['setPinTryLimits'],
  FB: ['vendorReset'],
  FE: ['importKey'],
  FF: ['setManagementKey'],
};

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
   * For the failure of a batch: CARD_STEP_REFUSED when it is news that this card cannot do the step, after which the card is opened and
   * planned again; null when it says nothing of the kind, or nothing new.
   */
  async refusalIn(call: StageCall, lease: LeaseToken, error: CardwrightError): Promise<CardwrightError | null> {
    await this.forgetWrongPuk(call, lease, error);
    const lacks = refusedCapabilities(error);
    if (lacks.length === 0 || !(await this.remember(call, lacks, error.details))) return null;
    return new CardwrightError('CARD_STEP_REFUSED', undefined, { ...error.details, lacks }, error);
  }

  /** The same of a step whose refusal is an answer: nothing has to be opened again. */
  async refusedStep(call: StageCall, instruction: string, statusHex: string): Promise<void> {
    if (!notSupported.includes(statusHex)) return;
    const error = new CardwrightError('CARD_CAPABILITY_MISSING', undefined, { instruction, sw: statusHex });
    await this.remember(call, refusedCapabilities(error), error.details);
  }

  /** How much the objects of a card hold, as it took or refused it. Where they cannot grow, it is known of each one. */
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

  /** A PUK that was on its way and is not the card's never reached it: no later attempt presents it again. */
  private async forgetWrongPuk(
    { input }: StageCall,
    lease: LeaseToken,
    { code, details }: CardwrightError,
  ): Promise<void> {
    if (code !== 'CARD_PUK_INCORRECT' || details['puk'] !== 'puk.pending') return;
    const { tenantId, correlationId } = input;
    await this.rpc.pki('vault.batch.settle', { lease, pukRefused: true }, { tenantId, correlationId });
  }

  /** Answers whether it is news. details: what the card answered, for the audit. */
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

/** The card does not know the instruction (6D00), or not for this (6A81); for a PUK whatever says that it does not change it. */
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
