/**
 * What one reader of the harness has for itself where updates are offered: a holder and a profile of their own, so that what is made due for its card
 * is due for no other. Fault harness only.
 */
import { waitFor } from '@cardwright/embedded-servers/process';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import type { UpdateKind } from '@cardwright/contracts/update/update-kinds';
import type { OfferRow } from '@cardwright/contracts/update/update-offer';
import type { DialectName } from '@cardwright/simulated-card/card/card-state';
import { holderApi } from '../holder-api.js';
import { personId } from '../issue.js';
import { patientApi } from '../patient-api.js';
import type { Records } from '../records.js';
import type { Api, TestSystem } from '../system.js';
import { accessToken, callApi } from '../tokens.js';

interface LaneParts {
  system: TestSystem;
  records: Records;
}
type Version = 'full' | 'trimmed';
type Offered = Pick<OfferRow, 'offerId' | 'state' | 'outcome' | 'requestId'>;

const credential = (keyReference: string, container: string, algorithm = 'ECCP256') => ({
  ...{ container, keyReference, algorithm, keyOrigin: 'card', certificateProfile: `piv-${container}` },
});
/** A roll-out opens its three rings one after the other, every two seconds, and the machine may be busy. */
const dueWithinMs = 60_000;
const heldDays = 5;

export class Lane {
  private turn = 0;
  private newest: { version: Version; curve: string } | undefined;

  /** Where the rate limit lets it wait. */
  readonly api: Api;
  private constructor(
    private readonly parts: LaneParts,
    private readonly dialect: DialectName,
    readonly name: string,
    readonly personId: string,
    /** With the rights of the holder alone. */
    readonly holder: Api,
  ) {
    this.api = patientApi(parts.system.api);
  }

  static async open(parts: LaneParts, dialect: DialectName, name: string): Promise<Lane> {
    const person = await imported(patientApi(parts.system.api), name, 'Grace Hopper');
    const holder = patientApi(await holderApi(parts.system, { sub: name, externalId: name }));
    const lane = new Lane(parts, dialect, name, person, holder);
    await lane.publish('full');
    return lane;
  }

  get profileName(): string {
    return `faults-${this.name}`;
  }

  /** As the newest version of the profile, unless it is: with all its keys, or without one of them. otherCurve: 9A is wanted otherwise. */
  async publish(version: Version, { otherCurve = false } = {}): Promise<void> {
    const before = this.newest?.curve ?? 'ECCP256';
    const curve = otherCurve ? (before === 'ECCP256' ? 'ECCP384' : 'ECCP256') : before;
    if (this.newest?.version === version && this.newest.curve === curve) return;
    const name = this.profileName;
    const definition = {
      ...{
        name,
        title: name,
        application: 'PIV',
        cardLifetimeDays: 365,
        initialPin: 'none',
        managementKeyDays: heldDays,
      },
      credentials: [
        ...[credential('9A', 'authentication', curve), credential('9E', 'card-authentication')],
        ...(version === 'full' ? [this.lastKey] : []),
      ],
      pin: { minLength: 6, maxLength: 8, alphabet: 'numeric', pinTries: 5, pukTries: 5 },
      dataObjects: { printedInformation: true, securityObject: true },
    };
    await this.api('POST', '/profiles', { definition });
    this.newest = { version, curve };
  }

  /** A strict card cannot move the key for encrypted mail into the history, and nobody accepts its loss in an offer. */
  private get lastKey() {
    return this.dialect === 'vendor' ? credential('9D', 'key-management') : credential('9C', 'digital-signature');
  }

  /** The holder has another name now. */
  async rename(): Promise<void> {
    await imported(this.api, this.name, `Grace ${++this.turn}`);
  }

  /** The certificate of 9A is revoked by somebody who uses the CA itself, and the record learns of it. */
  async revokeOutside(deviceId: string): Promise<void> {
    const { system, records } = this.parts;
    const [row] = await records.query<{ serial: string }>(
      `SELECT serial_number_hex AS serial FROM issuance.credential WHERE device_id = $1 AND key_reference = '9A' AND state = 'ACTIVE'`,
      [deviceId],
    );
    const { rpc, close } = await system.rpcAs('issuance');
    const asked = { serialNumberHex: row!.serial, reason: 'superseded', correlation: 'outside' } as const;
    await rpc.pki('certificates.revoke', asked, { tenantId: defaultTenantId, correlationId: 'outside' });
    await close();
    await this.api('POST', `/devices/${deviceId}/reconcile`, {});
  }

  /** The card has had its management key for longer than the profile allows. */
  async ageManagementKey(deviceId: string): Promise<void> {
    await this.parts.records.query(
      `WITH aged AS (UPDATE issuance.device SET management_key_since = now() - $2 * interval '1 day' WHERE device_id = $1 RETURNING device_id)
       INSERT INTO issuance.device_to_publish SELECT device_id FROM aged ON CONFLICT DO NOTHING`,
      [deviceId, heldDays + 1],
    );
  }

  /** Another active card of the holder, which nobody has at hand any more. Answers its device id. */
  async oldCard(): Promise<string> {
    const [row] = await this.parts.records.query<{ id: string }>(
      `INSERT INTO issuance.device (device_id, tenant_id, identity_text, label, model_id, state, pin_state, person_id, profile_name,
         profile_version, expires_on)
       SELECT gen_random_uuid(), $1, 'planted:' || gen_random_uuid(), 'old card', model_id, 'ACTIVE', 'set', $2, $3, 1,
         (now() + interval '1 year')::date
       FROM issuance.card_model WHERE tenant_id = $1 LIMIT 1 RETURNING device_id AS id`,
      [defaultTenantId, this.personId, this.profileName],
    );
    return row!.id;
  }

  /** The newest offer of this kind, from the database: it is asked for often, and callers of the API are limited. */
  private async newestOffer(deviceId: string, kind: UpdateKind): Promise<Offered | undefined> {
    const [offer] = await this.parts.records.query<Offered>(
      `SELECT offer_id AS "offerId", state, outcome, request_id AS "requestId" FROM update.offer
       WHERE device_id = $1 AND kind = $2 ORDER BY offered_at DESC LIMIT 1`,
      [deviceId, kind],
    );
    return offer;
  }

  /** Throws where nothing of this kind is offered for the card in time. */
  async untilOffered(deviceId: string, kind: UpdateKind): Promise<void> {
    const isOpen = async (): Promise<boolean> => {
      const offer = await this.newestOffer(deviceId, kind);
      return offer?.state === 'offered' && offer.requestId === null;
    };
    if (await waitFor(isOpen, dueWithinMs)) return;
    const due = await this.parts.records.query(
      'SELECT kind, due_at, held_back, waits_for_ring FROM update.due WHERE device_id = $1',
      [deviceId],
    );
    const offers = await this.parts.records.query(
      'SELECT kind, state FROM update.offer WHERE device_id = $1 AND ended_at IS NULL',
      [deviceId],
    );
    throw new Error(`${kind} is not offered: ${JSON.stringify({ offers, due })}`);
  }

  /** As the page does. Throws the refusal. */
  async accept(deviceId: string, kind: UpdateKind): Promise<{ saga: { requestId: string } }> {
    const offer = await this.newestOffer(deviceId, kind);
    const holder = { sub: this.name, external_id: this.name, name: 'Grace', roles: ['cardholder'] };
    const token = await accessToken(this.parts.system, holder);
    const { status, body } = await callApi(
      this.parts.system,
      token,
      'POST',
      `/update-offers/${offer?.offerId}/begin`,
      {},
    );
    if (status !== 202)
      throw Object.assign(new Error(`${kind} is refused with ${status}`), { code: body['code'], answer: body });
    return body as { saga: { requestId: string } };
  }

  /** What is broken once its saga has ended, in words: the offer is over and the kind not due any more, and the vault is sure of the key. */
  async notDone(deviceId: string, kind: UpdateKind): Promise<string[]> {
    const broken = async (): Promise<string[]> => {
      const last = await this.newestOffer(deviceId, kind);
      const due = await this.parts.records.query(
        'SELECT 1 FROM update.due WHERE device_id = $1 AND kind = $2 AND due_at <= now()',
        [deviceId, kind],
      );
      const keys = await this.parts.records.query<{ state: string }>(
        `SELECT management_key_state AS state FROM pki.key_sets WHERE device_id = $1 AND management_key_state IN ('pending', 'current')`,
        [deviceId],
      );
      return [
        ...(last?.state === 'done' && last.outcome === 'COMPLETED'
          ? []
          : [`the offer of ${kind} is ${last?.state} (${last?.outcome})`]),
        ...(due.length > 0 ? [`${kind} is due still`] : []),
        ...(keys.length > 1 || keys.some(({ state }) => state === 'pending')
          ? ['the vault does not know which management key the card has']
          : []),
      ];
    };
    await waitFor(async () => (await broken()).length === 0, dueWithinMs);
    return broken();
  }
}

/** Throws where the campaign has opened none. */
export function laneOf({ lane }: { lane?: Lane }): Lane {
  if (lane === undefined) throw new TypeError('only the holder of a lane can do this');
  return lane;
}

async function imported(api: Api, externalId: string, displayName: string): Promise<string> {
  const mail = `${externalId}@example.test`;
  await api('POST', '/people/import', {
    csv: `external_id,given_name,surname,display_name,email,upn\n${externalId},Grace,Hopper,${displayName},${mail},${mail}\n`,
  });
  return personId(api, externalId);
}
