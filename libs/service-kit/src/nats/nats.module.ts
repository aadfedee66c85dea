/**
 * Gives the process's NATS connection and RPC client to every Nest module. The connection is opened (and waited for)
 * before Nest starts and is closed by whoever opened it. Also installs the filter that keeps CardwrightError whole.
 */
import { Catch, Inject, Module, type ArgumentsHost, type DynamicModule, type ExceptionFilter } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import type { NatsConnection } from '@nats-io/transport-node';
import { throwError, type Observable } from 'rxjs';
import { RpcClient } from './rpc-client.js';

export const NATS_CONNECTION = Symbol('NATS_CONNECTION');
/** `constructor(@InjectNats() private readonly nats: NatsConnection)`; RpcClient needs no decorator. */
export const InjectNats = (): ParameterDecorator & PropertyDecorator => Inject(NATS_CONNECTION);

/**
 * Nest's own RPC filter replaces every unknown exception by "Internal server error" before the transport sees it. Ours
 * hands the exception on as it is: the transport (cardwright-nats.server.ts) is the one place that turns it into a reply.
 * HTTP contexts (the gateway) are left to the gateway's own filter.
 */
@Catch()
class PassThroughRpcFilter implements ExceptionFilter {
  catch(exception: unknown, host: ArgumentsHost): Observable<never> {
    if (host.getType() !== 'rpc') throw exception;
    return throwError(() => exception);
  }
}

@Module({})
export class NatsModule {
  static forConnection(connection: NatsConnection): DynamicModule {
    return {
      module: NatsModule,
      global: true,
      providers: [
        { provide: NATS_CONNECTION, useValue: connection },
        { provide: RpcClient, useValue: new RpcClient(connection) },
        { provide: APP_FILTER, useClass: PassThroughRpcFilter },
      ],
      exports: [NATS_CONNECTION, RpcClient],
    };
  }
}
