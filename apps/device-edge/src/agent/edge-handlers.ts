/** EdgeApi requests, each one call into the agent. What they mean is in contracts nats/edge.api.ts. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import {
  inspectLimitMs,
  type AgentStatus,
  type EdgeApi,
  type SealedPinPurpose,
} from '@cardwright/contracts/nats/edge.api';
import type { ReplyOf } from '@cardwright/contracts/nats/rpc';
import { say } from '@cardwright/contracts/words/say';
import type { EdgeHandlers } from '../bus/edge-bus.js';
import { checkLease, checkLeaseMs, checkPasskeys } from '../operations/batch-request.js';
import type { CardReaders } from '../reader/card-readers.js';
import type { Operations } from '../operations/operations.js';
import type { Diagnosis } from './diagnosis.js';
import type { Reinsertions } from './reinsertions.js';

const purposes: readonly SealedPinPurpose[] = ['holder-pin', 'pin-change', 'fido-pin'];

/** What of the agent requests reach. */
export interface ServedAgent {
  readonly config: { workstationId: string };
  readonly cards: Pick<CardReaders, 'inspect' | 'inspectCard'>;
  readonly operations: Pick<
    Operations,
    'execute' | 'resultOf' | 'requireAdmitted' | 'sessionOf' | 'lend' | 'touch' | 'close'
  >;
  readonly reinsertions: Pick<Reinsertions, 'ask' | 'look'>;
  readonly diagnosis: Pick<Diagnosis, 'doctor' | 'logs'>;
  /** Nothing of this workstation's own is in the way of who wants a card. */
  giveWay(): Promise<void>;
  /** Where the card is busy the error names programs of the person at the seat. */
  withPrograms<Value>(work: Promise<Value>): Promise<Value>;
  readersOrReason(): Promise<ReplyOf<EdgeApi, 'readers.list'>>;
  status(inUse?: readonly string[]): Promise<AgentStatus>;
}

export function edgeHandlers(agent: ServedAgent): EdgeHandlers {
  return {
    'readers.list': () => agent.readersOrReason(),
    'card.inspect': async ({ readerName, identityText, ...reading }) => {
      checkPasskeys(reading.passkeys);
      await agent.giveWay();
      const image = inTime(
        identityText === undefined
          ? agent.cards.inspect(readerName, reading)
          : agent.cards.inspectCard(identityText, readerName, reading),
      );
      return { image: await agent.withPrograms(image) };
    },
    'reinsertion.ask': (asked) => agent.reinsertions.ask(asked),
    'credentials.look': (asked) => agent.reinsertions.look(asked),
    'batch.execute': async (batch) => {
      if (batch.open !== undefined) await agent.giveWay();
      return agent.withPrograms(agent.operations.execute(batch));
    },
    'batch.result': ({ lease, batchId, trace }) => {
      checkLease(lease, agent.config.workstationId);
      return agent.operations.resultOf(lease, batchId, trace === true);
    },
    'pin.supply': async ({ lease, purpose, jwe, pinRule, sentAt, leaseMs }) => {
      checkLease(lease, agent.config.workstationId);
      checkLeaseMs(leaseMs);
      if (!purposes.includes(purpose) || typeof jwe !== 'string' || typeof pinRule !== 'object')
        throw new CardwrightError('REQUEST_INVALID', undefined, { field: 'purpose, jwe or pinRule' });
      agent.operations.requireAdmitted(lease);
      const session = agent.operations.sessionOf(lease.deviceId);
      // The key that it was sealed to died with its session.
      if (session === undefined || session.requestId !== lease.requestId) throw new CardwrightError('PIN_KEY_EXPIRED');
      const { clock } = session.parts;
      clock.hear(sentAt);
      await session.takeHolderPin(jwe, purpose, pinRule, clock.now());
      agent.operations.lend(session, leaseMs);
      agent.operations.touch(session);
      return { accepted: true };
    },
    'pin.show': async ({ lease, recipientJwk }) => {
      checkLease(lease, agent.config.workstationId);
      if (typeof recipientJwk !== 'object' || recipientJwk === null)
        throw new CardwrightError('REQUEST_INVALID', undefined, { field: 'recipientJwk' });
      agent.operations.requireAdmitted(lease);
      const session = agent.operations.sessionOf(lease.deviceId);
      if (session === undefined || session.requestId !== lease.requestId) throw new CardwrightError('PIN_KEY_EXPIRED');
      const jwe = await session.showTemporaryPin(recipientJwk);
      agent.operations.touch(session);
      return { jwe };
    },
    'session.close': async ({ lease }) => {
      checkLease(lease, agent.config.workstationId);
      return { closed: await agent.operations.close(lease) };
    },
    'agent.status': ({ inUse = [] }) => agent.status(inUse),
    'doctor.run': () => agent.diagnosis.doctor(),
    'logs.read': (asked) => agent.diagnosis.logs(asked),
  };
}

/** A reading that takes longer goes on by itself and gives the card back; the asker gets an answer before its own time-out. */
async function inTime<Value>(reading: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const seconds = inspectLimitMs / 1000;
    timer = setTimeout(
      () => reject(new CardwrightError('EDGE_READER_TIMEOUT', say('reader.too-slow', { seconds }))),
      inspectLimitMs,
    );
  });
  // Nobody listens any more to one that fails later.
  reading.catch(() => undefined);
  try {
    return await Promise.race([reading, late]);
  } finally {
    clearTimeout(timer);
  }
}
