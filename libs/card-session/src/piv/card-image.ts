/**
 * Reads what a card is and holds: no authentication, no write, no PIN try (requirement D21). Every APDU counts (the whole
 * issue of four certificates may take 60), so a question is asked once and never of a card that has shown it cannot
 * answer it. `full` looks at all 24 key references; `brief` believes the Key History Object about the retired ones.
 * What the card does not answer is neither there nor not there: it stands in `unanswered`, and nothing is concluded from it.
 * Governing documents: contracts card/card-image.ts, SP 800-73-5 Part 1 section 3, design.md 2.
 */
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { CardImage, KeyReferenceImage, ReferenceDataState } from '@cardwright/contracts/card/card-image';
import type { KeyAlgorithm, KeyReferenceName, ManagementKeyAlgorithm } from '@cardwright/contracts/card/card-model';
import { numberToHex, toHex } from '@cardwright/card-protocol/bytes';
import { readAtr } from '@cardwright/card-protocol/iso7816/atr';
import { asymmetricAlgorithms, symmetricAlgorithms } from '@cardwright/card-protocol/piv/algorithm';
import { decodeChuid } from '@cardwright/card-protocol/piv/chuid';
import { getData, parseGetData } from '@cardwright/card-protocol/piv/data-commands';
import { tagOf } from '@cardwright/card-protocol/piv/data-object';
import { requestWitness } from '@cardwright/card-protocol/piv/general-authenticate';
import { decodeKeyHistory } from '@cardwright/card-protocol/piv/key-history';
import {
  isCredentialKeyReference,
  keyReferences,
  retiredKeyCount,
  type KeyReferenceRow,
} from '@cardwright/card-protocol/piv/key-reference';
import { referenceData } from '@cardwright/card-protocol/piv/pin-format';
import { encodeSpki, parsePublicKeyFields } from '@cardwright/card-protocol/piv/public-key';
import type { Metadata } from '@cardwright/card-protocol/piv/vendor-extensions';
import { answerOf } from '../answers.js';
import { readCardProduct } from '../card-identity.js';
import { Unanswered } from '../unanswered.js';
import { certificateIn } from './certificate-content.js';
import { MetadataReader, ObjectReader, tolerant, type ReadObject } from './image-readers.js';
import type { PivSession } from './piv-session.js';

export interface ReadCardImageOptions {
  /** Default brief. */
  readonly scope?: 'brief' | 'full';
}

/**
 * Selects the application and reads. Extended APDUs are tried with the first object. Throws CARD_NOT_PIV, CARD_UNEXPECTED_STATUS (the card does
 * not say which card it is), CARD_REMOVED and the other link codes.
 */
export async function readCardImage(session: PivSession, options: ReadCardImageOptions = {}): Promise<CardImage> {
  const before = session.apdus;
  const { transport } = session;
  const { label } = await session.select();
  const unanswered = new Unanswered();
  const { version, identity } = await readCardProduct(session, unanswered);
  offerExtendedLength(session, `${label ?? ''}/${version ?? ''}`);
  const objects = new ObjectReader(session, unanswered);
  const chuid = await objects.read(tagOf.chuid);
  const metadata = new MetadataReader(session, unanswered);
  const managementKey = await readManagementKey(session, metadata, unanswered);
  const pin = await readPin(session, metadata, unanswered);
  const puk = referenceState(await metadata.ofReferenceData(referenceData.puk));
  const rows = rowsToRead(options.scope ?? 'brief', await objects.read(tagOf.keyHistory));
  const images: KeyReferenceImage[] = [];
  for (const row of rows) images.push(await readKeyReference(row, metadata, objects));
  for (const tag of [tagOf.cardCapabilityContainer, tagOf.securityObject, tagOf.discovery]) await objects.read(tag);
  const attester = version === undefined ? undefined : await readAttester(session);
  return {
    readerName: transport.readerName,
    atrHex: toHex(transport.atr).toUpperCase(),
    interface: transport.contactless ? 'contactless' : 'contact',
    identity: identity ?? null,
    applicationLabel: label ?? null,
    version: version ?? null,
    extendedLength: session.channel.extendedLength,
    managementKey,
    pin,
    puk,
    keyReferences: images,
    dataObjects: objects.images,
    unanswered: unanswered.questions,
    ...(attester !== undefined && { attesterDerBase64: attester && base64(attester) }),
    chuid: chuid.kind === 'there' ? chuidImage(chuid.content) : null,
    apdus: session.apdus - before,
  };
}

/**
 * Extended length is tried if the ATR declares it, or if the card has T=1 and declares nothing. The result is remembered for all cards with
 * the same ATR, label and version.
 */
function offerExtendedLength({ channel, transport }: PivSession, product: string): void {
  const { t1, extendedLength } = readAtr(transport.atr);
  if (extendedLength ?? t1 ?? false) channel.offerExtendedLength(`${toHex(transport.atr)}/${product}`);
}

async function readManagementKey(
  session: PivSession,
  metadata: MetadataReader,
  unanswered: Unanswered,
): Promise<CardImage['managementKey']> {
  const reported = await metadata.ofManagementKey(managementKeyReference);
  const known = symmetricAlgorithms.find((row) => row.id === reported?.algorithmId)?.name;
  const algorithm = known ?? (await probeManagementAlgorithm(session, unanswered));
  return { algorithm, factory: reported?.factory ?? null };
}

const managementKeyReference = 0x9b;

/** A witness request costs nothing and is refused for an algorithm that the key is not of. 3DES first: stock cards have it. */
async function probeManagementAlgorithm(
  session: PivSession,
  unanswered: Unanswered,
): Promise<ManagementKeyAlgorithm | null> {
  let unclear: number | undefined;
  for (const { name } of symmetricAlgorithms) {
    const { sw } = await session.exchange(requestWitness(name));
    const answer = answerOf('witness', sw);
    if (answer === 'there') return name;
    if (answer === 'unclear') unclear = sw;
  }
  if (unclear !== undefined) unanswered.add('9B', unclear);
  return null;
}

async function readPin(
  session: PivSession,
  metadata: MetadataReader,
  unanswered: Unanswered,
): Promise<ReferenceDataState> {
  const reported = await metadata.ofReferenceData(referenceData.pin);
  if (reported) return referenceState(reported);
  try {
    const { retriesRemaining, blocked } = await session.pinStatus();
    return { retriesRemaining, retriesTotal: null, factory: null, blocked };
  } catch (error) {
    // Cards that do not answer an empty VERIFY: unknown, not broken.
    const sw = isCardwrightError(error) ? error.details['sw'] : undefined;
    if (typeof sw !== 'string') throw error;
    unanswered.add('PIN', parseInt(sw, 16));
    return referenceState(undefined);
  }
}

function referenceState(metadata: Metadata | undefined): ReferenceDataState {
  const retriesRemaining = metadata?.retriesRemaining ?? null;
  return {
    retriesRemaining,
    retriesTotal: metadata?.retriesTotal ?? null,
    factory: metadata?.factory ?? null,
    blocked: retriesRemaining === 0,
  };
}

/**
 * 82.. for keys with certificates on the card, ..95 for those without (SP 800-73-5 Part 1, Key History Object). A Key History that was not
 * answered or cannot be read says nothing: then every reference is looked at.
 */
function rowsToRead(scope: 'brief' | 'full', keyHistory: ReadObject): KeyReferenceRow[] {
  const rows = keyReferences.filter(isCredentialKeyReference);
  if (scope === 'full' || keyHistory.kind === 'unanswered') return rows;
  const none = { keysWithOnCardCerts: 0, keysWithOffCardCerts: 0 };
  const history = keyHistory.kind === 'absent' ? none : tolerant(() => decodeKeyHistory(keyHistory.content));
  if (history === undefined) return rows;
  return rows.filter(({ kind, reference }) => {
    const number = reference - 0x81;
    const { keysWithOnCardCerts: first, keysWithOffCardCerts: last } = history;
    return kind !== 'retired' || number <= first || number > retiredKeyCount - last;
  });
}

async function readKeyReference(
  row: KeyReferenceRow,
  metadata: MetadataReader,
  objects: ObjectReader,
): Promise<KeyReferenceImage> {
  const reported = await metadata.ofKey(row.reference);
  const key = typeof reported === 'string' ? undefined : reported;
  const certificate = await objects.readCertificate(row.certificateTag!);
  const algorithm = asymmetricAlgorithms.find((each) => each.id === key?.algorithmId)?.name;
  const publicKey =
    algorithm && key?.publicKey && tolerant(() => encodeSpki(parsePublicKeyFields(algorithm, key.publicKey!)));
  return {
    keyReference: numberToHex(row.reference) as KeyReferenceName,
    keyPresent: reported === 'unknown' ? null : reported !== 'absent',
    algorithm: algorithm === undefined || algorithm === 'RSA1024' ? null : (algorithm satisfies KeyAlgorithm),
    origin: key?.origin ?? null,
    pinPolicy: key?.pinPolicy ?? null,
    touchPolicy: key?.touchPolicy ?? null,
    publicKeySpkiBase64: publicKey ? base64(publicKey) : null,
    certificateDerBase64: certificate ? base64(certificate) : null,
  };
}

/** Vendor: the certificate of the attestation key; null where there is none, undefined where the card did not answer. Evidence only. */
async function readAttester(session: PivSession): Promise<Uint8Array | null | undefined> {
  const { sw, data } = await session.exchange(getData(tagOf.attestationCertificate));
  if (answerOf('object', sw) === 'absent') return null;
  if (answerOf('object', sw) !== 'there') return undefined;
  const content = tolerant(() => parseGetData(tagOf.attestationCertificate, data));
  return (content && certificateIn(content)) ?? null;
}

function chuidImage(content: Uint8Array): CardImage['chuid'] {
  const chuid = tolerant(() => decodeChuid(content));
  if (!chuid) return null;
  return {
    guidHex: toHex(chuid.guid).toUpperCase(),
    expirationDate: chuid.expirationDate,
    fascNHex: toHex(chuid.fascN).toUpperCase(),
  };
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
