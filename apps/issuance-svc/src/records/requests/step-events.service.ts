/**
 * Step events of agents -> rows of the timeline, in the order in which the agent reported them. The agent is believed about its
 * own workstation's requests only. Every copy of the service gets every event and records them one after the other: what
 * another copy recorded already adds nothing, so that no copy can put "finished" before "started".
 */
import { type CardStepKind, isCardStepKind } from '@cardwright/contracts/card/card-step';
import type { StepProgress } from '@cardwright/contracts/nats/edge.api';
import { isUuid } from '@cardwright/contracts/uuid';
import { stepWords } from '@cardwright/contracts/words/rows';
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import { Injectable } from '@nestjs/common';
import { referenceIndexOf } from '../../domain/batch-sequence.js';
import type { NewProgress } from './request.repository.js';
import { RequestService } from './request.service.js';
import { StepEventRepository, type StepSource } from './step-event.repository.js';

/** Events of one request within this time are written together; nobody's eyes are faster. */
const gatherMs = 100;

/** What a step waits for, that somebody at the card does. */
const waitSentence: Readonly<Record<NonNullable<StepProgress['waitsFor']>, Sentence>> = {
  touch: say('saga.touch'),
  window: say('saga.window'),
};

interface Gathered {
  source: StepSource;
  /** By source key: the same event twice is one row. */
  events: Map<string, NewProgress>;
  timer: NodeJS.Timeout;
  written: Promise<void>;
  write: () => void;
}

@Injectable()
export class StepEventService {
  /** By request, workstation and device. */
  private readonly gathered = new Map<string, Gathered>();
  /** Writes at work by the same key; an entry goes when its last one is done. */
  private readonly tails = new Map<string, Promise<void>>();

  constructor(
    private readonly repository: StepEventRepository,
    private readonly requests: RequestService,
  ) {}

  /** Resolves when the event is in the timeline, was there before, or does not belong to us. */
  async record(workstationId: string, event: StepProgress): Promise<void> {
    const { requestId, deviceId, kind, subject, phase, batchId, index, total, code, waitsFor } = event;
    if (!isUuid(requestId) || !isCardStepKind(kind)) return;
    const gathered = this.gather({ requestId, workstationId, deviceId: String(deviceId) });
    const waits = waitsFor !== undefined && Object.hasOwn(waitSentence, waitsFor) ? waitsFor : undefined;
    const sourceKey = `${batchId}/${index}/${phase}${waits === undefined ? '' : `/${waits}`}`;
    gathered.events.set(sourceKey, {
      kind: phase === 'failed' ? 'error' : 'step',
      sentence: waits === undefined ? stepSentence(event, kind) : waitSentence[waits],
      code,
      share: shareOf(batchId, (index + (phase === 'started' ? 0 : 1)) / total),
      step: {
        kind,
        phase,
        index,
        total,
        ...(subject === undefined ? {} : { subject }),
        ...(waits && { waitsFor: waits }),
      },
      sourceKey,
    });
    await gathered.written;
  }

  /** Writes what was gathered for a request now, so that what its saga reports next comes after it. */
  async flush(requestId: string): Promise<void> {
    const keys = new Set([...this.gathered.keys(), ...this.tails.keys()].filter((key) => key.startsWith(requestId)));
    for (const key of keys) {
      this.gathered.get(key)?.write();
      // Whoever sent the event hears of a failed write; the saga goes on.
      await this.tails.get(key)?.catch(() => undefined);
    }
  }

  private gather(source: StepSource): Gathered {
    const key = `${source.requestId} ${source.workstationId} ${source.deviceId}`;
    const known = this.gathered.get(key);
    if (known !== undefined) return known;
    const { promise, resolve, reject } = deferred();
    const write = (): void => {
      clearTimeout(gathered.timer);
      this.gathered.delete(key);
      this.writeNext(key, gathered).then(resolve, reject);
    };
    const gathered: Gathered = {
      source,
      events: new Map(),
      timer: setTimeout(() => gathered.write(), gatherMs),
      written: promise,
      write,
    };
    this.gathered.set(key, gathered);
    return gathered;
  }

  /** One after the other per request, so that "finished" never stands before "started". */
  private async writeNext(key: string, { source, events }: Gathered): Promise<void> {
    const before = this.tails.get(key) ?? Promise.resolve();
    const mine = before.catch(() => undefined).then(() => this.write(source, [...events.values()]));
    this.tails.set(key, mine);
    try {
      await mine;
    } finally {
      if (this.tails.get(key) === mine) this.tails.delete(key);
    }
  }

  private async write(source: StepSource, events: readonly NewProgress[]): Promise<void> {
    for (const progress of await this.repository.append(source, events)) this.requests.announce(progress);
  }
}

function stepSentence({ subject, index, total }: StepProgress, kind: CardStepKind): Sentence {
  const place = { what: stepWords(kind), number: index + 1, total };
  return subject === undefined ? say('saga.step', place) : say('saga.step-on', { ...place, subject });
}

/**
 * How far a step brings its stage. The batches of a reprovision, one per key reference, share one stage, and how many there are
 * stands in the plan alone: each takes half of what is left.
 */
function shareOf(batchId: string, done: number): number {
  const earlier = referenceIndexOf(Number(batchId.split('/').at(-1)));
  return earlier === undefined ? done : 1 - 0.5 ** earlier + done * 0.5 ** (earlier + 1);
}

function deferred(): { promise: Promise<void>; resolve: () => void; reject: (error: unknown) => void } {
  let [resolve, reject]: [() => void, (error: unknown) => void] = [() => undefined, () => undefined];
  const promise = new Promise<void>((yes, no) => ([resolve, reject] = [yes, no]));
  return { promise, resolve, reject };
}
