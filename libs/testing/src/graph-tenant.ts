/**
 * A tenant of Entra ID for one spec: the double of Graph, as the relying party `entra` of a system that is started for it. Specs and the fault harness only.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { X509Certificate } from 'node:crypto';
import { GraphDouble, type GraphDoubleOptions } from '@cardwright/graph-double/graph-double';
import { graphPermissions, type DoublePerson, type PasskeyMethod } from '@cardwright/graph-double/tenant';
import type { EntraRelyingParty } from '@cardwright/service-kit/config/entra-relying-party';
import type { Records } from './records.js';

const tenantId = '3f2b7c1e-0000-4000-8000-0000000000aa';
const clientId = '3f2b7c1e-0000-4000-8000-0000000000bb';

export class GraphTenant {
  /** clock: by how much that of the tenant is ahead. */
  private constructor(
    readonly double: GraphDouble,
    readonly clock: { aheadMs: number },
  ) {}

  static async start(
    people: DoublePerson[],
    page: Pick<GraphDoubleOptions, 'relyingPartyId' | 'keys'> = {},
  ): Promise<GraphTenant> {
    const clock = { aheadMs: 0 };
    const now = (): number => Date.now() + clock.aheadMs;
    return new GraphTenant(await GraphDouble.start({ tenantId, people, now, ...page }), clock);
  }

  get relyingParties(): EntraRelyingParty[] {
    const { url, securityInfo } = this.double;
    const at = { graphUrl: url, loginUrl: url, securityInfo, settlesSeconds: 0 };
    return [{ id: 'entra', kind: 'entra', tenantId, clientId, ...at }];
  }

  /** Uploads the certificate that the vault has made for it, as an administrator of the tenant does. */
  async trust(records: Records): Promise<void> {
    for (const until = Date.now() + 30_000; ; await delay(100)) {
      const rows = await records.query<{ certificate: Buffer }>('SELECT certificate FROM pki.client_keys');
      if (rows.length === 0 && Date.now() < until) continue;
      const certificates = rows.map(({ certificate }) => new X509Certificate(certificate));
      this.double.tenant.addClient(clientId, certificates, graphPermissions);
      return;
    }
  }

  passkeysOf(objectId: string): readonly PasskeyMethod[] {
    return this.double.tenant.passkeysOf(objectId);
  }

  stop(): Promise<void> {
    return this.double.stop();
  }
}
