/** A tenant of the Graph double and the adapter that is configured for it, with one clock for both and a client key in place of the vault. */
import 'reflect-metadata';
import {
  constants,
  createHash,
  createPrivateKey,
  randomUUID,
  sign,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { GraphDouble, type GraphDoubleOptions } from '@cardwright/graph-double/graph-double';
import type { GraphPermission } from '@cardwright/graph-double/tenant';
import type { EntraRelyingParty as EntraRow } from '@cardwright/service-kit/config/entra-relying-party';
import { clientOf, tokenEndpoint } from '@cardwright/service-kit/config/relying-parties';
import { EntraRelyingParty } from '../../src/relying-parties/entra/entra-relying-party.js';
import type { PasskeyPerson, RelyingPartyContext } from '../../src/relying-parties/relying-party.port.js';

const tenantId = '3f2b7c1e-0000-4000-8000-0000000000aa';
const clientId = '3f2b7c1e-0000-4000-8000-0000000000bb';
const ada = {
  id: '3f2b7c1e-0000-4000-8000-00000000ada0',
  userPrincipalName: 'ada@example.org',
  displayName: 'Ada Lovelace',
};

export class GraphStand {
  readonly person: PasskeyPerson = {
    personId: 'person-1',
    userName: ada.userPrincipalName,
    displayName: ada.displayName,
    objectId: ada.id,
  };
  readonly context: RelyingPartyContext = {
    tenantId: 'default',
    correlationId: 'request-1',
    lease: { requestId: 'request-1', deviceId: 'device-1', workstationId: 'ws-1', fencingToken: 1 },
  };
  /** What the adapter has waited, in ms. */
  readonly waits: number[] = [];
  /** Assertions asked of the vault. */
  assertions = 0;
  private readonly underWay: AbortController[] = [];
  private ms = Date.parse('2026-12-01T10:00:00Z');

  private constructor(
    readonly double: GraphDouble,
    private readonly privateKey: KeyObject,
    private readonly certificate: X509Certificate,
  ) {}

  static async start(options: Partial<GraphDoubleOptions> = {}): Promise<GraphStand> {
    const { privateKey, certificate } = await (client ??= newClient());
    let stand: GraphStand | undefined = undefined;
    const now = (): number => stand!.ms;
    const clients = [{ clientId, certificates: [certificate] }];
    const double = await GraphDouble.start({ tenantId, clients, people: [ada], now, ...options });
    stand = new GraphStand(double, privateKey, certificate);
    return stand;
  }

  entra(applicationId = clientId, changes: Partial<EntraRow> = {}): EntraRelyingParty {
    const row = { ...this.row(applicationId), ...changes };
    const clock = {
      now: () => this.ms,
      wait: (ms: number) => {
        this.waits.push(ms);
        this.ms += ms;
        return Promise.resolve();
      },
    };
    return new EntraRelyingParty(
      row,
      { sign: ({ policyOnly }) => this.assertion(this.ms, row, clientOf(row, { policyOnly: policyOnly === true })) },
      { clock, deadline: () => this.deadline() },
    );
  }

  /** One more application of the tenant, with the vault's certificate too. */
  addClient(id: string, permissions: readonly GraphPermission[]): void {
    this.double.tenant.addClient(id, [this.certificate], permissions);
  }

  /** The requests that are under way count as lost. */
  giveUp(): void {
    for (const waiting of this.underWay.splice(0)) waiting.abort(new DOMException('too late', 'TimeoutError'));
  }

  private deadline(): AbortSignal {
    const request = new AbortController();
    this.underWay.push(request);
    return request.signal;
  }

  /** Time passes, for double and adapter. */
  pass(ms: number): void {
    this.ms += ms;
  }

  /** What was asked of the double since the last time: `creationOptions`, `create`. */
  asked(): string[] {
    return this.double.seen.splice(0).map(({ operation }) => operation);
  }

  /** As RELYING_PARTIES has it. */
  row(id = clientId): EntraRow {
    const { url, securityInfo } = this.double;
    const at = { graphUrl: url, loginUrl: url, securityInfo, settlesSeconds: 120 };
    return { id: 'entra', kind: 'entra', tenantId, clientId: id, ...at };
  }

  /** As the vault signs it. */
  assertion(now: number, row = this.row(), client = row.clientId): Promise<string> {
    this.assertions++;
    const nbf = Math.floor(now / 1000);
    const thumbprint = createHash('sha256').update(this.certificate.raw).digest('base64url');
    const header = { alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint };
    const issuer = { iss: client, sub: client };
    const claims = { ...issuer, aud: tokenEndpoint(row), jti: randomUUID(), nbf, exp: nbf + 300 };
    const input = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    const signature = sign('sha256', Buffer.from(input), { key: this.privateKey, padding, saltLength: 32 });
    return Promise.resolve(`${input}.${signature.toString('base64url')}`);
  }
}

/** One for all: RSA keys take long to make. */
let client: Promise<{ privateKey: KeyObject; certificate: X509Certificate }> | undefined;

async function newClient(): Promise<{ privateKey: KeyObject; certificate: X509Certificate }> {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const { subtle } = globalThis.crypto;
  const size = { modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) };
  const keys = await subtle.generateKey({ ...algorithm, ...size }, true, ['sign', 'verify']);
  const issued = { name: 'CN=Cardwright test client', keys, signingAlgorithm: algorithm };
  const { rawData } = await x509.X509CertificateGenerator.createSelfSigned(issued);
  const pkcs8 = Buffer.from(await subtle.exportKey('pkcs8', keys.privateKey));
  return {
    privateKey: createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }),
    certificate: new X509Certificate(Buffer.from(rawData)),
  };
}
