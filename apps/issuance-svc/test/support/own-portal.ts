/** Cards with a passkey of our own portal, as an issue leaves them: registered through the port, on a simulated key. Specs only. */
import { randomUUID, type X509Certificate } from 'node:crypto';
import type { DeviceState } from '@cardwright/contracts/nats/issuance.api';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import type { OwnRelyingParty as OwnRow } from '@cardwright/service-kit/config/relying-parties';
import { OwnPasskeys } from '../../src/relying-parties/own/own-passkeys.js';
import { OwnRelyingParty } from '../../src/relying-parties/own/own-relying-party.js';
import type { PasskeyPerson } from '../../src/relying-parties/relying-party.port.js';
import { plantDevice, plantRequest, type Query } from './certificates.js';
import { PasskeyKey } from './passkey-key.js';
import type { RecordsService } from './records-service.js';

export interface IssuedKey {
  person: PasskeyPerson;
  deviceId: string;
  key: PasskeyKey;
  providerId: string;
}
export interface IssueWish {
  state?: DeviceState;
  /** Of the issuer; absent: the person has never signed in there. */
  linkedSub?: string;
}

export class OwnPortal {
  readonly context = { tenantId: defaultTenantId, correlationId: 'spec', lease: null };
  readonly query: Query;
  readonly party: OwnRelyingParty;
  people = 0;

  constructor(
    private readonly service: RecordsService,
    private readonly row: OwnRow,
  ) {
    this.query = (sql, values = []) => service.running.dataSource!.query(sql, values);
    this.party = this.partyWith({});
  }

  partyWith(changes: Partial<OwnRow>, roots?: readonly X509Certificate[]): OwnRelyingParty {
    return new OwnRelyingParty({ ...this.row, ...changes }, new OwnPasskeys(this.service.running.dataSource!), roots);
  }

  async plantPerson(linkedSub: string | null = null): Promise<PasskeyPerson> {
    const personId = randomUUID();
    await this.query(
      `INSERT INTO person (person_id, tenant_id, external_id, given_name, surname, display_name, linked_iss, linked_sub)
       VALUES ($1, $2, $3, 'Ada', 'Lovelace', 'Ada Lovelace', $4, $5)`,
      [personId, defaultTenantId, `P${++this.people}`, linkedSub && 'https://issuer.example', linkedSub],
    );
    return { personId, userName: 'ada@example.org', displayName: 'Ada Lovelace', objectId: null };
  }

  async issue({ state = 'ACTIVE', linkedSub }: IssueWish = {}): Promise<IssuedKey> {
    const { query, party, context } = this;
    const [key, person] = [await PasskeyKey.withPin(), await this.plantPerson(linkedSub)];
    const deviceId = await plantDevice(query, state, `ykserial:${8_000_000 + this.people}`);
    await query('UPDATE device SET person_id = $2 WHERE device_id = $1', [deviceId, person.personId]);
    const requestId = await plantRequest(query, deviceId, 'COMPLETED');
    const made = await key.make(await party.options(context, person));
    const { providerId } = await party.register(context, person, 'Cardwright 1', made);
    await query(
      `INSERT INTO passkey (tenant_id, request_id, correlation_id, device_id, person_id, relying_party, display_name, state, provider_id)
       VALUES ($1, $2, 'spec', $3, $4, $5, 'Cardwright 1', 'REGISTERED', $6)`,
      [defaultTenantId, requestId, deviceId, person.personId, this.row.id, providerId],
    );
    return { person, deviceId, key, providerId };
  }

  async grant(personId: string, role: string): Promise<void> {
    await this.query(
      `INSERT INTO role_grant (role_grant_id, tenant_id, person_id, role, group_scope) VALUES (gen_random_uuid(), $1, $2, $3, '*')`,
      [defaultTenantId, personId, role],
    );
  }
}
