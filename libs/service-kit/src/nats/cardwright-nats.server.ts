/**
 * Nest transport strategy that speaks the wire format of contracts `nats/rpc.ts` and nothing of Nest's own: a
 * RequestEnvelope comes in, `{ body }` or `{ error }` goes out, so that plain Node agents and Go tools can talk to it.
 * Handlers get the envelope as payload and MessageContext (`@Ctx()`) with the concrete subject.
 * Here a CardwrightError becomes the wire's `error`; nothing else of it leaves the service.
 */
import { Logger } from '@nestjs/common';
import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import { isObservable, lastValueFrom, type Observable } from 'rxjs';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { mayReplyTo } from '@cardwright/contracts/nats/permissions';
import { workstationOfEdgeSubject } from '@cardwright/contracts/nats/subjects';
import type { ReplyEnvelope, RequestEnvelope } from '@cardwright/contracts/nats/rpc';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { isConnectionLoss } from '../database/data-source.js';
import { waitFor } from '../waiting/wait-for.js';
import { withCorrelation } from '../logging/correlation.js';
import { MessageContext } from './message-context.js';
import { WorkstationLanes, type LaneRules } from './workstation-lanes.js';

export interface CardwrightNatsServerOptions {
  connection: NatsConnection;
  /**
   * Copies of a service share it, so one of them answers. A handler overrides it by its extras, the second argument:
   * `@MessagePattern(s, { queue: 'other' })`; `{ queue: null }` makes every copy get the message (events).
   */
  queueGroup: string;
  /** How long `close` waits for handlers that are at work. Default 10 s. */
  drainMs?: number;
}

/** Second argument of a handler's decorator. */
interface HandlerExtras {
  queue?: string | null;
  /** Changes to the usual limits for one workstation, for handlers that agents can reach. */
  lane?: Partial<LaneRules>;
  /** Only the last event counts: one that waits is replaced by the next. */
  onlyLast?: boolean;
  /**
   * What a workstation reports by the subjects with this mark is applied in the order in which it came; where the database is away, again for a
   * minute after it came. Of events.
   */
  inOrder?: boolean;
}

/** The bounds for one workstation and subject. An honest agent stays far below them. */
const eventLane: LaneRules = { atOnce: 1, waiting: 32, burst: 200, perSecond: 20 };
const callLane: LaneRules = { atOnce: 4, waiting: 32, burst: 100, perSecond: 20 };
/** Of several subjects. */
const orderedLane: LaneRules = { atOnce: 1, waiting: 96, burst: 400, perSecond: 40 };
/** A database that is started again answers long before that. What is older has been overtaken. */
const appliedWithinMs = 60_000;
/** An agent's status with dozens of readers is a tenth of it. */
const largestFromAgent = 64 * 1024;
/** How often a workstation that sends too much is named in the log. */
const warnedAgainMs = 60_000;

export class CardwrightNatsServer extends Server implements CustomTransportStrategy {
  protected override readonly logger = new Logger(CardwrightNatsServer.name);
  private readonly subscriptions: Subscription[] = [];
  private readonly atWork = new Set<Promise<void>>();
  private readonly lanes = new WorkstationLanes();
  /** What was logged about a workstation, and when. */
  private readonly warnedAt = new Map<string, number>();
  private closing = false;

  constructor(private readonly options: CardwrightNatsServerOptions) {
    super();
  }

  listen(callback: (error?: unknown) => void): void {
    try {
      for (const [subject, handler] of this.messageHandlers) {
        const queue = this.queueOf(handler);
        this.subscriptions.push(
          this.options.connection.subscribe(subject, {
            ...(queue === null ? {} : { queue }),
            callback: (error, message) => {
              if (error) this.logger.error(`subscription ${subject}: ${error.message}`);
              else this.receive(handler, message);
            },
          }),
        );
      }
      callback();
    } catch (error) {
      callback(error);
    }
  }

  /** Takes no new messages, then waits for the ones at work. The connection stays open: it belongs to the process. */
  async close(): Promise<void> {
    this.closing = true;
    await Promise.allSettled(this.subscriptions.splice(0).map((subscription) => subscription.drain()));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, this.options.drainMs ?? 10_000)));
    await Promise.race([Promise.allSettled(this.atWork), late]);
    clearTimeout(timer);
  }

  override on(): void {
    // Connection events are watched by whoever opened the connection.
  }

  override unwrap<T>(): T {
    return this.options.connection as T;
  }

  private queueOf(handler: MessageHandler): string | null {
    const { queue } = extrasOf(handler);
    return queue === undefined ? this.options.queueGroup : queue;
  }

  /** A request whose answer would go astray is not even read. What an agent sends waits for that workstation's turn. */
  private receive(handler: MessageHandler, message: Msg): void {
    const { subject, reply } = message;
    if (reply && !mayReplyTo(subject, reply))
      return this.warn(subject, 'a request names a reply subject that is not its sender’s');
    const workstationId = workstationOfEdgeSubject(subject);
    if (workstationId === undefined) return void this.track(this.serve(handler, message));
    const { lane, onlyLast, inOrder } = extrasOf(handler);
    const isEvent = handler.isEventHandler === true;
    const rules = { ...(inOrder ? orderedLane : isEvent ? eventLane : callLane), ...lane };
    const name = inOrder ? `${workstationId} in order` : subject;
    const cameAt = performance.now();
    const work = (): Promise<void> => this.track(this.serve(handler, message, cameAt));
    const small = message.data.length <= largestFromAgent;
    if (small && this.lanes.take(name, rules, work, onlyLast === true ? subject : undefined)) return;
    this.warn(subject, 'a workstation sends more than is handled');
    if (!isEvent)
      this.respond(
        message,
        { error: new CardwrightError(small ? 'REQUEST_RATE_LIMITED' : 'REQUEST_TOO_LARGE').toJSON() },
        'none',
      );
  }

  /** Once a minute for each subject: whoever sends without end must not fill the log either. */
  private warn(subject: string, text: string): void {
    const now = performance.now();
    if (now - (this.warnedAt.get(subject) ?? -Infinity) < warnedAgainMs) return;
    if (this.warnedAt.size > 1_000) this.warnedAt.clear();
    this.warnedAt.set(subject, now);
    this.logger.warn({ subject }, text);
  }

  private track(work: Promise<void>): Promise<void> {
    this.atWork.add(work);
    return work.finally(() => this.atWork.delete(work));
  }

  private async serve(handler: MessageHandler, message: Msg, cameAt = performance.now()): Promise<void> {
    if (handler.isEventHandler) return this.serveEvent(handler, message, cameAt);
    let correlationId = 'none';
    let reply: ReplyEnvelope<unknown>;
    try {
      const envelope = decodeRequest(message);
      correlationId = envelope.correlationId;
      const body = await withCorrelation(correlationId, () => this.call(handler, envelope, message, cameAt));
      reply = { body: body ?? {} };
    } catch (error) {
      reply = this.errorReply(error, message.subject, correlationId);
    }
    this.respond(message, reply, correlationId);
  }

  private async serveEvent(head: MessageHandler, message: Msg, cameAt: number): Promise<void> {
    const { inOrder = false } = extrasOf(head);
    const isOver = (): boolean => !inOrder || this.closing || performance.now() - cameAt > appliedWithinMs;
    for (let handler: MessageHandler | undefined = head; handler; handler = handler.next as MessageHandler | undefined)
      try {
        const one = handler;
        await waitFor(() => this.call(one, message.json(), message, cameAt), {
          what: 'the database',
          log: (text) => this.warn(message.subject, text),
          giveUp: (error) => isOver() || !isConnectionLoss(error),
          longestPauseMs: 1_000,
        });
      } catch (error) {
        // Core events are at most once (design.md 7): nobody waits for an answer, so the failure is only logged.
        this.logger.error({ err: error, subject: message.subject }, 'event handler failed');
      }
  }

  private async call(handler: MessageHandler, data: unknown, message: Msg, cameAt: number): Promise<unknown> {
    const result: unknown = await handler(data, new MessageContext(message, new Date(performance.timeOrigin + cameAt)));
    return isObservable(result) ? lastValueFrom(result as Observable<unknown>, { defaultValue: undefined }) : result;
  }

  private errorReply(error: unknown, subject: string, correlationId: string): ReplyEnvelope<never> {
    if (error instanceof CardwrightError && error.row.exposeMessage) return { error: error.toJSON() };
    if (isConnectionLoss(error)) {
      // The database went away or came back in between. A repeated request finds out what was done (faults.md 6 to 8).
      this.logger.warn({ err: error, subject, correlationId }, 'request failed: the database does not answer');
      return { error: new CardwrightError('REQUEST_SERVICE_UNAVAILABLE').toJSON() };
    }
    // INTERNAL and unknown errors are only written to the log, where the correlation id finds them.
    this.logger.error({ err: error, subject, correlationId }, 'request failed');
    return { error: new CardwrightError('INTERNAL', undefined, { correlationId }).toJSON() };
  }

  private respond(message: Msg, reply: ReplyEnvelope<unknown>, correlationId: string): void {
    if (!message.reply) return;
    try {
      const payload = new TextEncoder().encode(JSON.stringify(reply));
      const limit = this.options.connection.info?.max_payload;
      if (limit !== undefined && payload.length > limit) {
        this.logger.error({ subject: message.subject, correlationId, bytes: payload.length }, 'reply is too large');
        message.respond(JSON.stringify({ error: new CardwrightError('REQUEST_TOO_LARGE').toJSON() }));
      } else message.respond(payload);
    } catch (error) {
      // The connection is closing: the caller sees a timeout and asks again.
      this.logger.error({ err: error, subject: message.subject, correlationId }, 'reply was not sent');
    }
  }
}

const extrasOf = (handler: MessageHandler): HandlerExtras => (handler.extras ?? {}) as HandlerExtras;

function decodeRequest(message: Msg): RequestEnvelope<unknown> {
  let envelope: unknown;
  try {
    envelope = message.json();
  } catch (error) {
    throw new CardwrightError('REQUEST_MALFORMED', undefined, {}, error);
  }
  const given = envelope as Partial<RequestEnvelope<unknown>> | null;
  if (typeof given?.tenantId !== 'string' || typeof given.correlationId !== 'string' || !('body' in given))
    throw new CardwrightError('REQUEST_MALFORMED', onlyInEnglish('The message is not a request envelope'));
  return given as RequestEnvelope<unknown>;
}
