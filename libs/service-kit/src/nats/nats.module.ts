/**
 * Gives the process's NATS connection and RPC client to every Nest module. The connection is opened (and waited for)
 * before Nest starts and is closed by whoever opened it. Also installs the filter that keeps CardwrightError whole.
 */
import { Inject, Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import type { NatsConnection } from '@nats-io/transport-node';
import { PassThroughRpcFilter } from './pass-through-rpc.filter.js';
import { RpcClient } from './rpc-client.js';

export const NATS_CONNECTION = Symbol('NATS_CONNECTION');
/** `constructor(@InjectNats() private readonly nats: NatsConnection)`; RpcClient needs no decorator. */
export const InjectNats = (): ParameterDecorator & PropertyDecorator => Inject(NATS_CONNECTION);

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
