/** Answers `jwt.renew` as issuance-svc and the vault do together: for one workstation, with the rights of now. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect, credsAuthenticator, type NatsConnection } from '@nats-io/transport-node';
import { signAgentJwt } from '@cardwright/bootstrap/nats/user-jwt';
import { serviceInboxPrefix } from '@cardwright/contracts/nats/permissions';
import type { RequestEnvelope } from '@cardwright/contracts/nats/rpc';
import { anyEdgeCallSubject } from '@cardwright/contracts/nats/subjects';
import type { TestNats } from '@cardwright/testing/nats-server';

export class Renewals {
  /** How often it was asked. */
  asked = 0;
  /** What the new credential names, SHA-256 in hex. Nobody renews before it is set. */
  roots: string[] | undefined;

  private constructor(
    private readonly nats: TestNats,
    private readonly workstationId: string,
    private readonly connection: NatsConnection,
  ) {
    connection.subscribe(anyEdgeCallSubject('jwt.renew'), {
      callback: (_error, message) => {
        const { body } = message.json<RequestEnvelope<{ agentNkey: string }>>();
        void this.renew(body.agentNkey).then((reply) => message.respond(JSON.stringify(reply)));
      },
    });
  }

  static async serve(nats: TestNats, workstationId: string): Promise<Renewals> {
    const authenticator = credsAuthenticator(await nats.creds('issuance'));
    const inboxPrefix = serviceInboxPrefix('issuance');
    const reconnect = { maxReconnectAttempts: -1, reconnectTimeWait: 100 };
    const connection = await connect({ servers: nats.url, authenticator, inboxPrefix, ...reconnect });
    return new Renewals(nats, workstationId, connection);
  }

  close = (): Promise<void> => this.connection.close();

  private async renew(userNkey: string): Promise<object> {
    this.asked += 1;
    if (this.roots === undefined) return { error: { code: 'REQUEST_SERVICE_UNAVAILABLE', message: 'away' } };
    const { natsTrust, secretsDir } = this.nats.installation;
    const { jwt, expiresAt } = await signAgentJwt({
      workstationId: this.workstationId,
      userNkey,
      accountPublicKey: natsTrust.account.publicKey,
      signingSeed: await readFile(join(secretsDir, 'nats-account-signing.seed'), 'utf8'),
      rootsSha256Hex: this.roots,
      now: new Date(),
    });
    return { body: { jwt, expiresAt } };
  }
}
