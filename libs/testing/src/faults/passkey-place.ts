/**
 * Where the flows with a passkey are cut: the double of a tenant of Entra ID, a person whom it knows, and a profile with a passkey. What is compared
 * after each: the key, the tenant and the record. Fault harness only; governing document: faults.md 11 to 13.
 */
import { createHash } from 'node:crypto';
import type { DoublePerson } from '@cardwright/graph-double/tenant';
import type { CardSnapshot } from '@cardwright/simulated-card/snapshot';
import { GraphTenant } from '../graph-tenant.js';
import { personId } from '../issue.js';
import { publishFourKeys } from '../profiles.js';
import type { Records } from '../records.js';
import type { Api, TestSystem } from '../system.js';

const holder = {
  id: '3f2b7c1e-0000-4000-8000-0000000000fa',
  userPrincipalName: 'fay@example.test',
  displayName: 'Fay Ultz',
};
const people = `external_id,given_name,surname,display_name,email,upn,object_id
F2,Fay,Ultz,Fay Ultz,fay@example.test,fay@example.test,${holder.id}
`;
const relyingPartyId = 'login.microsoft.com';
const allTries = 8;

/** Before the system, which is started for it. */
export const startTenant = (others: DoublePerson[] = []): Promise<GraphTenant> =>
  GraphTenant.start([holder, ...others]);

export class PasskeyPlace {
  readonly profileName = 'faults-passkey';

  private constructor(
    private readonly tenant: GraphTenant,
    private readonly records: Records,
    readonly personId: string,
  ) {}

  static async open({ api }: Pick<TestSystem, 'api'>, records: Records, tenant: GraphTenant): Promise<PasskeyPlace> {
    await tenant.trust(records);
    await (api as Api)('POST', '/people/import', { csv: people });
    const place = new PasskeyPlace(tenant, records, await personId(api, 'F2'));
    await publishFourKeys(api, place.profileName, { passkey: { relyingParty: 'entra' } });
    return place;
  }

  /** What is broken: an active card has one passkey that key, tenant and record agree on, any other card none anywhere. */
  async broken(deviceId: string, { fido }: CardSnapshot): Promise<string[]> {
    if (fido === undefined) return ['the card has no FIDO application'];
    const [device] = await this.records.query<{ state: string }>(
      'SELECT state FROM issuance.device WHERE device_id = $1',
      [deviceId],
    );
    const rows = await this.records.query<{ state: string; hash: string; provider_id: string }>(
      `SELECT state, credential_id_sha256_hex AS hash, provider_id FROM issuance.passkey WHERE device_id = $1 AND state <> 'DELETED'`,
      [deviceId],
    );
    const recorded = rows.map(({ state, hash }) => `${state} ${hash}`);
    const onKey = fido.credentials
      .filter(({ rpId }) => rpId === relyingPartyId)
      .map(({ credentialIdHex: id }) => createHash('sha256').update(Buffer.from(id, 'hex')).digest('hex'));
    const there = this.tenant
      .passkeysOf(holder.id)
      .filter(({ displayName }) => displayName === `Cardwright ${deviceId.slice(0, 8)}`)
      .map(({ id }) => id);
    const found = `key ${onKey.join(', ')}; tenant ${there.join(', ')}; record ${recorded.join(', ')}`;
    const active = device?.state === 'ACTIVE';
    const wanted = active ? 1 : 0;
    return [
      ...(onKey.length === wanted && there.length === wanted && rows.length === wanted
        ? []
        : [`${wanted} passkey(s) expected of a card that is ${device?.state}: ${found}`]),
      ...(active && (recorded[0] !== `REGISTERED ${onKey[0]}` || rows[0]?.provider_id !== there[0])
        ? [`key, tenant and record differ: ${found}`]
        : []),
      ...(fido.pinSet === active ? [] : [`a card that is ${device?.state} has ${fido.pinSet ? 'a' : 'no'} FIDO PIN`]),
      ...(fido.pinRetriesRemaining === allTries ? [] : [`the FIDO PIN has ${fido.pinRetriesRemaining} tries`]),
    ];
  }
}
