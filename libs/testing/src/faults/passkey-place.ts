/**
 * Where the flows with a passkey are cut: a person whom a relying party knows, and a profile with a passkey that is registered there. What is compared
 * after each: the key, the relying party and the record. Fault harness only; governing document: faults.md 11 to 13.
 */
import { createHash } from 'node:crypto';
import type { CardSnapshot } from '@cardwright/simulated-card/snapshot';
import type { KeyInBrowser } from '../key-in-browser.js';
import type { Records } from '../records.js';
import type { WindowDesk } from './window-desk.js';

/** Who makes it: the agent, the browser's own dialog for our own portal, the page of a relying party in a browser, the window of the system. */
export type PasskeyWay = 'agent' | 'browser' | 'page' | 'platform';

export interface PasskeyPlaceParts {
  records: Records;
  personId: string;
  profileName: string;
  /** As it calls itself to keys. */
  relyingPartyId: string;
  /** What it knows of this person, by its own ids. */
  there: () => Promise<string[]>;
  /** What the holder does where a browser makes it; absent: the agent does. */
  inBrowser?: (requestId: string, key: KeyInBrowser) => Promise<void>;
  /** What the holder says where a window of the system makes it, and which desk opens it, for whom. */
  inWindow?: { ready: (requestId: string) => Promise<void>; desk: WindowDesk; userName: string };
}

const allTries = 8;

export class PasskeyPlace {
  constructor(private readonly parts: PasskeyPlaceParts) {}

  get personId(): string {
    return this.parts.personId;
  }
  get profileName(): string {
    return this.parts.profileName;
  }
  get inBrowser(): PasskeyPlaceParts['inBrowser'] {
    return this.parts.inBrowser;
  }
  get inWindow(): PasskeyPlaceParts['inWindow'] {
    return this.parts.inWindow;
  }

  /** What is broken: an active card has one passkey that key, relying party and record agree on, any other card none anywhere. */
  async broken(deviceId: string, { fido }: CardSnapshot): Promise<string[]> {
    if (fido === undefined) return ['the card has no FIDO application'];
    const { records, relyingPartyId } = this.parts;
    const [device] = await records.query<{ state: string }>('SELECT state FROM issuance.device WHERE device_id = $1', [
      deviceId,
    ]);
    const rows = await records.query<{ state: string; hash: string; provider_id: string }>(
      `SELECT state, credential_id_sha256_hex AS hash, provider_id FROM issuance.passkey WHERE device_id = $1 AND state <> 'DELETED'`,
      [deviceId],
    );
    const recorded = rows.map(({ state, hash }) => `${state} ${hash}`);
    const onKey = fido.credentials.map(({ credentialIdHex: id }) =>
      createHash('sha256').update(Buffer.from(id, 'hex')).digest('hex'),
    );
    const others = await this.onOthers(deviceId);
    const there = (await this.parts.there()).filter((id) => !others.includes(id));
    const found = `key ${onKey.join(', ')}; relying party ${there.join(', ')}; record ${recorded.join(', ')}`;
    const active = device?.state === 'ACTIVE';
    const wanted = active ? 1 : 0;
    return [
      ...(onKey.length === wanted && there.length === wanted && rows.length === wanted
        ? []
        : [`${wanted} passkey(s) expected of a card that is ${device?.state}: ${found}`]),
      ...fido.credentials.flatMap(({ rpId }) =>
        rpId === relyingPartyId ? [] : [`a passkey of ${rpId} is on the key, not of ${relyingPartyId}`],
      ),
      ...(active && (recorded[0] !== `REGISTERED ${onKey[0]}` || rows[0]?.provider_id !== there[0])
        ? [`key, relying party and record differ: ${found}`]
        : []),
      ...(fido.pinSet === active ? [] : [`a card that is ${device?.state} has ${fido.pinSet ? 'a' : 'no'} FIDO PIN`]),
      ...(fido.pinRetriesRemaining === allTries ? [] : [`the FIDO PIN has ${fido.pinRetriesRemaining} tries`]),
      ...(await this.registeredTwice(deviceId)),
    ];
  }

  private async registeredTwice(deviceId: string): Promise<string[]> {
    const rows = await this.parts.records.query<{ object: string; times: string }>(
      `SELECT object, count(*) AS times FROM issuance.audit_log WHERE action = 'passkey.registered'
         AND object IN (SELECT 'request:' || request_id FROM issuance.request WHERE device_id = $1)
       GROUP BY object HAVING count(*) > 1`,
      [deviceId],
    );
    return rows.map(({ object, times }) => `I4 passkey.registered stands ${times} times for ${object}`);
  }

  /** What is on record of other cards, by the ids of the relying party: the rest is this card's, strays among them. */
  private async onOthers(deviceId: string): Promise<string[]> {
    const rows = await this.parts.records.query<{ id: string }>(
      `SELECT provider_id AS id FROM issuance.passkey WHERE device_id <> $1 AND state <> 'DELETED' AND provider_id IS NOT NULL`,
      [deviceId],
    );
    return rows.map(({ id }) => id);
  }
}
