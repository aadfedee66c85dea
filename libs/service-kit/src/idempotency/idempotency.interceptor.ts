/**
 * Gives every request with an idempotency key to IdempotencyKeys. One for a service: `{ provide: APP_INTERCEPTOR, ... }`. The key is believed
 * only where a person or client asks, by one of the operations of the contracts.
 */
import { Logger, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { NatsContext } from '@nestjs/microservices';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { idempotencyKeyPattern, idempotentOperations } from '@cardwright/contracts/nats/idempotent-operations';
import type { RequestEnvelope } from '@cardwright/contracts/nats/rpc';
import { issuanceSubject } from '@cardwright/contracts/nats/subjects';
import { say } from '@cardwright/contracts/words/say';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { actorText } from '../audit/append-audit.js';
import { Sweep } from '../sweep.js';
import type { IdempotencyKeys } from './idempotency-keys.js';

const prefix = issuanceSubject('');
const sweepEveryMs = 600_000;

/** What a call that died, or one of long ago, has done already, as its answer; null: nothing. */
export type DoneBefore = (operation: string, envelope: RequestEnvelope<unknown>) => Promise<unknown>;

export class IdempotencyInterceptor implements NestInterceptor, OnApplicationBootstrap, OnModuleDestroy {
  private readonly sweep: Sweep;

  constructor(
    private readonly keys: IdempotencyKeys,
    private readonly doneBefore: DoneBefore = () => Promise.resolve(null),
  ) {
    this.sweep = new Sweep({
      everyMs: sweepEveryMs,
      round: async () => {
        while ((await this.keys.sweep()) > 0);
      },
      logger: new Logger(IdempotencyInterceptor.name),
      failing: 'idempotency keys that have run out stay',
    });
  }

  onApplicationBootstrap(): void {
    this.sweep.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.sweep.stop();
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'rpc') return next.handle();
    const envelope = context.switchToRpc().getData<Partial<RequestEnvelope<unknown>> | undefined>();
    const subject = context.switchToRpc().getContext<NatsContext>().getSubject();
    if (envelope?.idempotencyKey === undefined || !subject.startsWith(prefix)) return next.handle();
    return from(
      this.once(subject.slice(prefix.length), envelope as RequestEnvelope<unknown>, () =>
        lastValueFrom(next.handle() as Observable<unknown>, { defaultValue: undefined }),
      ),
    );
  }

  private async once(
    operation: string,
    envelope: RequestEnvelope<unknown>,
    work: () => Promise<unknown>,
  ): Promise<unknown> {
    const keeps = idempotentOperations.get(operation);
    const { tenantId, actor, idempotencyKey: key, body } = envelope;
    if (keeps === undefined || typeof key !== 'string' || !idempotencyKeyPattern.test(key))
      throw new CardwrightError('REQUEST_INVALID', say('input.no-key-here'), { operation });
    if (actor === undefined) throw new CardwrightError('AUTH_REQUIRED');
    return this.keys.once(
      { tenantId, actor: actorText(actor), key, operation, body, keeps },
      async () => (await this.doneBefore(operation, envelope)) ?? work(),
    );
  }
}
