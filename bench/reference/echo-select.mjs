/**
 * What an update check is compared with: one primary-key SELECT and an answer. Once as a handler of a service made like ours
 * (`update.echo`), once on the NATS client alone (`update.bare`). Runs with update-svc's environment and rights.
 */
import 'reflect-metadata';
import { Controller, Inject, Module } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { DataSource } from 'typeorm';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { anyEdgeCallSubject } from '@cardwright/contracts/nats/subjects';
import { startService } from '@cardwright/service-kit/bootstrap-service';
import { preparedQuery } from '@cardwright/service-kit/database/prepared-query';

const text = 'select state from device_state where tenant_id = $1 and identity_text = $2';

class EchoController {
  constructor(dataSource) {
    this.find = preparedQuery(dataSource, 'echo', text);
  }

  async echo(request) {
    const [row] = await this.find([defaultTenantId, request.body.identityText]);
    return { answer: row ? 'none' : 'not-managed' };
  }
}
// What TypeScript's decorators would do.
const { prototype } = EchoController;
Inject(DataSource)(EchoController, undefined, 0);
Payload()(prototype, 'echo', 0);
MessagePattern(anyEdgeCallSubject('update.echo'))(
  prototype,
  'echo',
  Object.getOwnPropertyDescriptor(prototype, 'echo'),
);
Controller()(EchoController);

class EchoModule {}
Module({ controllers: [EchoController] })(EchoModule);

const service = await startService({
  name: 'update-svc',
  module: EchoModule,
  queueGroup: 'bench-echo',
  database: { schema: 'update', entities: [], migrations: [] },
});
const bare = preparedQuery(service.dataSource, 'bare', text);
service.connection.subscribe(anyEdgeCallSubject('update.bare'), {
  callback: async (_error, message) => {
    const [row] = await bare([defaultTenantId, message.json().body.identityText]);
    message.respond(JSON.stringify({ body: { answer: row ? 'none' : 'not-managed' } }));
  },
});
process.once('SIGTERM', () => void service.close().then(() => process.exit(0)));
