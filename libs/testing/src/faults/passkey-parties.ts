/**
 * The relying parties of the flows with a passkey: the double of a tenant of Entra ID, our own portal, and a realm of Keycloak with recorded answers. At
 * each of them a person, and a profile. Fault harness only.
 */
import { randomUUID } from 'node:crypto';
import type { BrowserPasskeyOptions, PasskeyPage } from '@cardwright/contracts/access/browser-passkey';
import { GraphTenant } from '../graph-tenant.js';
import { personId } from '../issue.js';
import { credentialByKey, passkeyByKey } from '../key-in-browser.js';
import { publishFourKeys } from '../profiles.js';
import { RecordedRealm } from '../recorded-realm.js';
import type { Records } from '../records.js';
import { startSystem, type Api, type TestSystem } from '../system.js';
import { PasskeyPlace, type PasskeyWay } from './passkey-place.js';
import type { WindowDesk } from './window-desk.js';

const portalRpId = 'localhost';
/** As the realm names itself to keys: by the host of its page. */
const realmRpId = '127.0.0.1';

interface PlaceParts {
  api: Api;
  /** Where the portal is. */
  at: Pick<TestSystem['at'], 'publicUrl'>;
  records: Records;
  /** Of the person: each card has one of its own. */
  name: string;
  /** At the workstation, where a window is opened. */
  desk?: WindowDesk | undefined;
}

export class PasskeyParties {
  private constructor(
    readonly tenant: GraphTenant,
    private readonly realm: RecordedRealm,
  ) {}

  static async start(): Promise<PasskeyParties> {
    return new PasskeyParties(await GraphTenant.start([]), await RecordedRealm.start());
  }

  /** For the system. */
  get options(): Parameters<typeof startSystem>[0] {
    return { relyingParties: [...this.tenant.relyingParties, this.realm.row()], ownPortal: true };
  }

  async stop(): Promise<void> {
    await this.tenant.stop();
    await this.realm.stop();
  }

  place(way: PasskeyWay, parts: PlaceParts): Promise<PasskeyPlace> {
    if (way === 'agent') return tenantPlace(parts, this.tenant);
    if (way === 'platform') return windowPlace(parts, this.tenant);
    return way === 'browser' ? portalPlace(parts) : this.pagePlace(parts);
  }

  private async pagePlace(parts: PlaceParts): Promise<PasskeyPlace> {
    const { api, records, name } = parts;
    const account = randomUUID();
    this.realm.others.set(account, []);
    const profileName = 'faults-passkey-on-page';
    const person = await imported(api, name, account);
    await publishFourKeys(api, profileName, { passkey: { relyingParty: 'sso', madeBy: 'browser' } });
    const there = () => Promise.resolve(this.realm.others.get(account)!.map(({ id }) => id));
    return new PasskeyPlace({
      ...{ records, profileName, personId: person, relyingPartyId: realmRpId, there },
      inBrowser: async (requestId, key) => {
        await api<PasskeyPage>('POST', `/sagas/${requestId}/passkey-options`);
        const user = { userId: Buffer.from(account).toString('base64url'), userName: name, userDisplayName: name };
        const asked = { relyingPartyId: realmRpId, ...user };
        const { credentialId } = await credentialByKey(key, asked, new Uint8Array(32));
        this.realm.register(account, credentialId);
        await api('POST', `/sagas/${requestId}/passkey`, {});
      },
    });
  }
}

export async function tenantPlace(
  { api, records, name }: Omit<PlaceParts, 'at'>,
  tenant: GraphTenant,
): Promise<PasskeyPlace> {
  const profileName = 'faults-passkey';
  await tenant.trust(records);
  const id = randomUUID();
  const mail = `${name}@example.test`;
  tenant.double.tenant.addPerson({ id, userPrincipalName: mail, displayName: 'Fay Ultz' });
  const person = await imported(api, name, id, mail);
  await publishFourKeys(api, profileName, { passkey: { relyingParty: 'entra' } });
  const there = () => Promise.resolve(tenant.passkeysOf(id).map((each) => each.id));
  return new PasskeyPlace({ records, profileName, personId: person, relyingPartyId: 'login.microsoft.com', there });
}

async function windowPlace({ api, records, name, desk }: PlaceParts, tenant: GraphTenant): Promise<PasskeyPlace> {
  if (desk === undefined) throw new TypeError('a window is opened by a desk part alone');
  const profileName = 'faults-passkey-in-window';
  const account = randomUUID();
  const userName = `${name}@example.test`;
  await tenant.trust(records);
  tenant.double.tenant.addPerson({ id: account, userPrincipalName: userName, displayName: 'Fay Ultz' });
  const person = await imported(api, name, account, userName);
  await publishFourKeys(api, profileName, { passkey: { relyingParty: 'entra', madeBy: 'platform' } });
  const there = () => Promise.resolve(tenant.passkeysOf(account).map(({ id }) => id));
  const ready = (requestId: string): Promise<void> => api('POST', `/sagas/${requestId}/passkey`, {});
  return new PasskeyPlace({
    ...{ records, profileName, personId: person, relyingPartyId: 'login.microsoft.com', there },
    inWindow: { ready, desk, userName },
  });
}

async function portalPlace({ api, at, records, name }: PlaceParts): Promise<PasskeyPlace> {
  const profileName = 'faults-passkey-in-browser';
  const person = await imported(api, name, '');
  await publishFourKeys(api, profileName, { passkey: { relyingParty: 'portal', madeBy: 'browser' } });
  const there = async (): Promise<string[]> => {
    const rows = await records.query<{ id: string }>(
      'SELECT provider_id::text AS id FROM issuance.own_passkey WHERE person_id = $1',
      [person],
    );
    return rows.map(({ id }) => id);
  };
  return new PasskeyPlace({
    ...{ records, profileName, personId: person, relyingPartyId: portalRpId, there },
    inBrowser: async (requestId, key) => {
      const options = await api<BrowserPasskeyOptions>('POST', `/sagas/${requestId}/passkey-options`);
      await api('POST', `/sagas/${requestId}/passkey`, await passkeyByKey(key, options, at.publicUrl!));
    },
  });
}

async function imported(api: Api, externalId: string, objectId: string, mail = `${externalId}@example.test`) {
  await api('POST', '/people/import', {
    csv: `external_id,given_name,surname,display_name,email,upn,object_id\n${externalId},Fay,Ultz,Fay Ultz,${mail},${mail},${objectId}\n`,
  });
  return personId(api, externalId);
}
