/**
 * The invariants of faults.md, read from database, CA and card and from nothing that a service says of itself. Every fault spec
 * ends with them. Answers what is broken, in words; empty when all hold. Specs only.
 */
import { X509Certificate } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { decodeCertificateObject } from '@cardwright/card-protocol/piv/certificate-object';
import { keyReferences } from '@cardwright/card-protocol/piv/key-reference';
import type { KeptSecret } from '@cardwright/contracts/card/well-known-secrets';
import type { CredentialState, RequestState } from '@cardwright/contracts/nats/issuance.api';
import { finalRequestStates, isFinalState } from '@cardwright/contracts/workflow/final-states';
import type { AuditVerification } from '@cardwright/contracts/nats/audit-rows';
import type { CardSnapshot } from '@cardwright/simulated-card/snapshot';
import type { Records } from './records.js';
import type { Api } from './system.js';

interface CertificateRow {
  serial: string;
  key_reference: string;
  status: string;
  request_state: RequestState | null;
  /** The state of the newest credential that names it. */
  credential_state: CredentialState | null;
  der: Buffer | null;
}

/** The state of the newest credential that names certificate `c`. */
const credentialState = `(SELECT state FROM issuance.credential
  WHERE device_id::text = c.device_id AND regexp_replace(lower(serial_number_hex), '^(00)+', '')
    = regexp_replace(encode(c.serial_number, 'hex'), '^(00)+', '')
  ORDER BY created_at DESC LIMIT 1)`;

const waitsForSomebody: readonly string[] = ['FAILED', 'AWAITING_USER'];

/**
 * card: as it is now, read without the system. I3 (secrets) is the canary's (secret-search.ts). audit `device`: only what this device's
 * rows say, for runs that verify the chains themselves now and then: each verification reads all of them.
 */
export async function brokenInvariants(
  parts: { api: Api; records: Records },
  deviceId: string,
  card: CardSnapshot,
  { audit = 'chains' }: { audit?: 'chains' | 'device' } = {},
): Promise<string[]> {
  const { records } = parts;
  const certificates = await records.query<CertificateRow>(
    `SELECT encode(c.serial_number, 'hex') AS serial, c.key_reference, c.status, r.state AS request_state,
       c.certificate AS der,
       ${credentialState} AS credential_state
     FROM pki.certificates c LEFT JOIN issuance.request r ON r.request_id::text = c.request_id
     WHERE c.device_id = $1`,
    [deviceId],
  );
  const onCard = certificatesOf(card);
  return [
    ...orphans(certificates, onCard),
    ...doubles(certificates),
    ...(await disagreements(records, deviceId, certificates, onCard, card)),
    ...(audit === 'chains' ? await brokenChains(parts.api) : []),
    ...(await twiceAudited(records, deviceId)),
    ...(await endless(records, deviceId)),
    ...(await leftovers(records, deviceId)),
  ];
}

/**
 * Checks that span all cards, over everything that a run left behind. Call it at the end of a run, when no request is open. No key was
 * certified twice by one request, no key reference of any device has two valid certificates, every valid certificate of a closed request is
 * a credential that some card has, and no device is held by a closed request. Revocations that are under way have their time.
 */
export async function brokenRecords(records: Records): Promise<string[]> {
  await untilRevoked(records);
  const certificates = await records.query<CertificateRow & { device_id: string; request_id: string; key: string }>(
    `SELECT encode(c.serial_number, 'hex') AS serial, c.key_reference, c.status, r.state AS request_state, c.device_id,
       c.request_id, encode(c.public_key_sha256, 'hex') AS key, ${credentialState} AS credential_state
     FROM pki.certificates c LEFT JOIN issuance.request r ON r.request_id::text = c.request_id`,
  );
  const credentials = await records.query<{ serial: string }>(
    `SELECT serial_number_hex AS serial FROM issuance.credential
     WHERE serial_number_hex IS NOT NULL AND state NOT IN ('REVOKED', 'ABANDONED', 'REVOKE_PENDING', 'SUPERSEDED')`,
  );
  const held = await records.query<{ device_id: string; state: string }>(
    `SELECT d.device_id, r.state FROM issuance.device d JOIN issuance.request r ON r.request_id = d.active_request_id
     WHERE r.state = ANY ($1)`,
    [finalRequestStates],
  );
  const onCards = new Set(credentials.map(({ serial }) => sameForm(serial)));
  const live = certificates.filter(isLive);
  return [
    ...repeated(certificates.map(({ request_id: id, key }) => `certificates of request ${id} for key ${key}`)),
    ...repeated(
      live.map(({ device_id: id, key_reference: reference }) => `valid certificates of ${id} for ${reference}`),
    ),
    ...live.flatMap(({ serial, request_state: state, request_id: id, device_id: device, ...certificate }) =>
      state !== null && isFinalState(state) && !onCards.has(sameForm(serial))
        ? [
            `I1 certificate ${serial} of ${certificate.key_reference} of device ${device}, of request ${id}, which is ${state}, is ` +
              `${certificate.status} and no card's: its credential is ${certificate.credential_state ?? 'not on record'}`,
          ]
        : [],
    ),
    ...held.map(({ device_id: id, state }) => `I6 device ${id} is held by a request that is ${state}`),
  ];
}

/**
 * A revocation is a job of its own, which ends after the request. What a card shows does not say when: a certificate whose key moved to the
 * key history is still on it. After a minute the certificates that are valid are findings.
 */
async function untilRevoked(records: Records): Promise<void> {
  const open = async (): Promise<number> =>
    (await records.query('SELECT 1 FROM issuance.revocation WHERE done_at IS NULL LIMIT 1')).length;
  for (const until = Date.now() + 60_000; (await open()) > 0 && Date.now() < until;) await delay(100);
}

/** Serial number in hex by key reference. */
function certificatesOf(card: CardSnapshot): Map<string, X509Certificate> {
  const found = new Map<string, X509Certificate>();
  for (const { reference, certificateTag } of keyReferences) {
    const content = certificateTag === undefined ? undefined : card.objects[certificateTag.toString(16).toUpperCase()];
    if (content === undefined || content.length === 0 || reference === 0xf9) continue;
    const { certificate } = decodeCertificateObject(content);
    found.set(reference.toString(16).toUpperCase(), new X509Certificate(certificate));
  }
  return found;
}

/** I1: a certificate on no card is revoked once its job is closed, and every one has a job. */
function orphans(certificates: CertificateRow[], onCard: Map<string, X509Certificate>): string[] {
  const serials = new Set([...onCard.values()].map(({ serialNumber }) => sameForm(serialNumber)));
  return certificates.flatMap((row) => {
    const { serial, status, request_state: state, key_reference: reference } = row;
    if (state === null) return [`I1 certificate ${serial} of no request`];
    return isLive(row) && isFinalState(state) && !serials.has(sameForm(serial))
      ? [`I1 certificate ${serial} of ${reference} is ${status} and on no card`]
      : [];
  });
}

/** One that was renewed is left to expire on purpose: good at the CA, and on no card. */
const isLive = ({ status, credential_state: state }: CertificateRow): boolean =>
  (status === 'good' || status === 'held') && state !== 'SUPERSEDED';

const doubles = (certificates: CertificateRow[]): string[] =>
  repeated(
    certificates
      .filter(isLive)
      .map(({ key_reference: reference }) => `valid certificates for key reference ${reference}`),
  );

/** Each text that stands more than once, with how often. */
function repeated(texts: string[]): string[] {
  const count = new Map<string, number>();
  for (const text of texts) count.set(text, (count.get(text) ?? 0) + 1);
  return [...count].flatMap(([text, times]) => (times > 1 ? [`I1 ${times} ${text}`] : []));
}

/** I2, I5: the state in the database is what the card shows, and an active card can be used. */
async function disagreements(
  records: Records,
  deviceId: string,
  certificates: CertificateRow[],
  onCard: Map<string, X509Certificate>,
  card: CardSnapshot,
): Promise<string[]> {
  const [device] = await records.query<{ state: string; health: string; kept: KeptSecret[] }>(
    'SELECT state, health, kept_secrets AS kept FROM issuance.device WHERE device_id = $1',
    [deviceId],
  );
  if (device === undefined) return ['I2 the device is lost'];
  if (device.state === 'REGISTERED' || device.state === 'AVAILABLE') return [...notBlank(card), ...counters(card)];
  if (device.state !== 'ACTIVE' && device.state !== 'PENDING_ACTIVATION') return [];
  const wanted = device.state === 'ACTIVE' ? 'good' : 'held';
  const credentials = await records.query<{ key_reference: string; serial: string | null; state: string }>(
    `SELECT key_reference, lower(serial_number_hex) AS serial, state FROM issuance.credential
     WHERE device_id = $1 AND key_origin = 'card' AND state NOT IN ('REVOKED', 'ABANDONED', 'REVOKE_PENDING', 'SUPERSEDED')`,
    [deviceId],
  );
  const broken: string[] = credentials.length === 0 ? ['I2 an issued card without credentials'] : [];
  for (const { key_reference: reference, serial, state } of credentials) {
    const certificate = onCard.get(reference);
    const row = certificates.find((each) => serial !== null && sameForm(each.serial) === sameForm(serial));
    if (certificate === undefined) broken.push(`I2 no certificate on the card for ${reference} (${state})`);
    else if (serial === null || sameForm(certificate.serialNumber) !== sameForm(serial))
      broken.push(`I2 another certificate on the card for ${reference} than on record`);
    else if (row?.status !== wanted) broken.push(`I2 the CA says ${row?.status} of ${reference}, not ${wanted}`);
    // One that was torn and left so, because the saga was cancelled while the card was away, is on record as damaged.
    else if (device.health === 'ok' && (row.der === null || !certificate.raw.equals(row.der)))
      broken.push(`I2 the certificate on the card for ${reference} has other bytes than the CA's`);
    const spki = certificate?.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    if (spki !== card.keys[reference]?.publicKeySpkiBase64)
      broken.push(`I5 key and certificate of ${reference} are not a pair`);
  }
  const recorded = new Set(credentials.map(({ key_reference: reference }) => reference));
  // A strict card deletes no key: one that must go is replaced by one whose public half nobody has, without a certificate.
  const leftOver = (reference: string): boolean => card.dialect === 'strict' && !onCard.has(reference);
  for (const reference of Object.keys(card.keys))
    if (reference !== attestationKey && !recorded.has(reference) && !retired(reference) && !leftOver(reference))
      broken.push(`I2 a key in ${reference} that no record knows`);
  if (card.pin.factory) broken.push('I2 an issued card with the PIN of its stock batch');
  // A card keeps the values that it cannot change, and the record says so.
  const onCardStill = { puk: card.puk.factory, 'management-key': card.managementKey.factory };
  for (const secret of ['puk', 'management-key'] as const)
    if (onCardStill[secret] !== device.kept.some((kept) => kept.secret === secret))
      broken.push(
        `I2 the ${secret} is ${onCardStill[secret] ? '' : 'not '}that of the stock batch, and the record differs`,
      );
  return [...broken, ...counters(card)];
}

const attestationKey = 'F9';
/** Key history: its keys have credentials of origin `archived`, or are what a reprovision kept. */
const retired = (reference: string): boolean => reference >= '82' && reference <= '95';

/** I5: nobody has fewer tries than before. */
const counters = ({ pin, puk }: CardSnapshot): string[] =>
  [
    { name: 'PIN', ...pin },
    { name: 'PUK', ...puk },
  ].flatMap(({ name, retriesRemaining: left, retriesTotal: all }) =>
    left === all ? [] : [`I5 the ${name} has ${left} of ${all} tries`],
  );

/** I2: a card in stock holds nothing and has the stock values. A card that cannot delete keys has some that nobody knows. */
function notBlank({ dialect, keys, objects, pin, puk, managementKey }: CardSnapshot): string[] {
  const broken: string[] = [];
  if (!pin.factory || !puk.factory || !managementKey.factory) broken.push('I2 a blank card without stock values');
  const left = Object.keys(keys).filter((reference) => reference !== attestationKey);
  if (dialect === 'vendor' && left.length > 0) broken.push(`I2 a blank card with keys in ${left.join(', ')}`);
  const certificates = keyReferences.flatMap(({ certificateTag, reference }) => {
    const tag = certificateTag?.toString(16).toUpperCase();
    return tag !== undefined && reference !== 0xf9 && (objects[tag]?.length ?? 0) > 0 ? [tag] : [];
  });
  if (certificates.length > 0) broken.push(`I2 a blank card with certificates in ${certificates.join(', ')}`);
  return broken;
}

/** I6: a closed request holds nothing. */
async function leftovers(records: Records, deviceId: string): Promise<string[]> {
  const leases = await records.query<{ request_id: string; state: string }>(
    `SELECT r.request_id, r.state FROM issuance.lease l JOIN issuance.request r USING (request_id) WHERE l.device_id = $1`,
    [deviceId],
  );
  return leases.flatMap(({ request_id: id, state }) =>
    isFinalState(state) ? [`I6 request ${id} is ${state} and holds the lease`] : [],
  );
}

/** I4: the hash chains verify from end to end. A service that was killed just now is waited for: of a chain not reached nothing is known. */
export async function brokenChains(api: Api): Promise<string[]> {
  for (const end = Date.now() + 60_000; ;) {
    const { chains } = await api<{ chains: AuditVerification[] }>('POST', '/audit/verify');
    if (chains.every(({ notReached }) => notReached === undefined) || Date.now() > end)
      return chains
        .filter(({ ok }) => !ok)
        .map(({ schema, finding, notReached }) => `I4 ${schema}: ${notReached ?? JSON.stringify(finding)}`);
    await delay(250);
  }
}

/** I4: no state change stands twice. */
async function twiceAudited(records: Records, deviceId: string): Promise<string[]> {
  const twice = await records.query<{ action: string; count: string }>(
    `SELECT action || ' ' || coalesce(details->>'to', '') AS action, count(*) FROM issuance.audit_log
     WHERE object = 'device:' || $1 AND details->>'to' IN ('ACTIVE', 'PENDING_ACTIVATION')
     GROUP BY correlation_id, 1 HAVING count(*) > 1`,
    [deviceId],
  );
  return twice.map(({ action, count }) => `I4 ${action} stands ${count} times`);
}

/** I6: done, failed with a reason, or waiting for somebody. */
async function endless(records: Records, deviceId: string): Promise<string[]> {
  const open = await records.query<{ request_id: string; state: string; error_code: string | null }>(
    `SELECT request_id, state, error_code FROM issuance.request WHERE device_id = $1`,
    [deviceId],
  );
  return open.flatMap(({ request_id: id, state, error_code: code }) => {
    if (isFinalState(state)) return [];
    if (waitsForSomebody.includes(state) && (state !== 'FAILED' || code !== null)) return [];
    return [`I6 request ${id} is ${state}`];
  });
}

/** DER integers may begin with 00; hex may be of either case. */
const sameForm = (serial: string): string => serial.toLowerCase().replace(/^(00)+/, '');
