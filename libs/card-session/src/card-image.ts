/**
 * Reads what a card is and holds: no authentication, no write, no PIN try (requirement D21). Every APDU counts (the whole
 * issue of four certificates may take 60), so a question is asked once and never of a card that has shown it cannot
 * answer it. `full` looks at all 24 key references; `brief` believes the Key History Object about the retired ones.
 * Governing documents: contracts card/card-image.ts, SP 800-73-5 Part 1 section 3, design.md 2.
 */
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type {
  CardImage,
  DataObjectImage,
  KeyReferenceImage,
  ReferenceDataState,
} from '@cardwright/contracts/card/card-image';
import type { KeyAlgorithm, KeyReferenceName, ManagementKeyAlgorithm } from '@cardwright/contracts/card/card-model';
import { numberToHex, toHex } from '@cardwright/card-protocol/bytes';
import { CardProtocolError } from '@cardwright/card-protocol/card-protocol-error';
import { readAtr } from '@cardwright/card-protocol/iso7816/atr';
import { isStatus } from '@cardwright/card-protocol/iso7816/status-word';
import { asymmetricAlgorithms, symmetricAlgorithms } from '@cardwright/card-protocol/piv/algorithm';
import { decodeCertificateObject } from '@cardwright/card-protocol/piv/certificate-object';
import { decodeChuid } from '@cardwright/card-protocol/piv/chuid';
import { tagOf } from '@cardwright/card-protocol/piv/data-object';
import { getData, parseGetData } from '@cardwright/card-protocol/piv/data-commands';
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
import {
  getMetadata,
  getVersion,
  parseMetadata,
  parseVersion,
  type Metadata,
} from '@cardwright/card-protocol/piv/vendor-extensions';
import { readCardIdentity } from './card-identity.js';
import type { PivSession } from './piv-session.js';

export interface ReadCardImageOptions {
  /** Default brief. */
  readonly scope?: 'brief' | 'full';
}

/** Selects the application and reads. Leaves the session's extendedLength as the card showed it. Throws CARD_UNSUPPORTED, CARD_REMOVED. */
export async function readCardImage(session: PivSession, options: ReadCardImageOptions = {}): Promise<CardImage> {
  const before = session.apdus;
  const { transport } = session;
  const { label } = await session.select();
  const version = await readVersion(session);
  const identity = await readCardIdentity(session);
  const objects = new ObjectReader(session);
  const chuid = await readFirstObject(session, objects);
  const metadata = new MetadataReader(session);
  const managementKeyMetadata = await metadata.read(0x9b);
  const pin = await readPin(session, metadata);
  const puk = referenceState(await metadata.read(referenceData.puk));
  const keyHistory = await objects.read(tagOf.keyHistory);
  const rows = rowsToRead(options.scope ?? 'brief', keyHistory);
  const images: KeyReferenceImage[] = [];
  for (const row of rows) images.push(await readKeyReference(row, metadata, objects));
  for (const tag of [tagOf.cardCapabilityContainer, tagOf.securityObject, tagOf.discovery]) await objects.read(tag);
  return {
    readerName: transport.readerName,
    atrHex: toHex(transport.atr).toUpperCase(),
    interface: transport.contactless ? 'contactless' : 'contact',
    identity: identity ?? null,
    applicationLabel: label ?? null,
    version: version ?? null,
    extendedLength: session.channel.extendedLength,
    managementKey: {
      algorithm: managementAlgorithm(managementKeyMetadata) ?? (await probeManagementAlgorithm(session)),
      factory: managementKeyMetadata?.factory ?? null,
    },
    pin,
    puk,
    keyReferences: images,
    dataObjects: objects.images,
    chuid: chuidImage(chuid),
    apdus: session.apdus - before,
  };
}

/** undefined where the card has no such instruction: that is no error. */
async function readVersion(session: PivSession): Promise<string | undefined> {
  const { sw, data } = await session.exchange(getVersion());
  return isStatus(sw, 'success') && data.length === 3 ? parseVersion(data) : undefined;
}

/**
 * Whether extended length works is asked together with the first object. Declared in the ATR: believed. Not declared, and
 * T=1: tried, since a card or reader without it refuses with 6700 before doing anything; the channel then sends the
 * command again short and stays short.
 */
function readFirstObject(session: PivSession, objects: ObjectReader): Promise<Uint8Array | undefined> {
  const { t1, extendedLength } = readAtr(session.transport.atr);
  session.channel.extendedLength = extendedLength ?? t1 ?? false;
  return objects.read(tagOf.chuid);
}

/** GET METADATA, until the card says that it has no such instruction. */
class MetadataReader {
  private supported = true;

  constructor(private readonly session: PivSession) {}

  get isSupported(): boolean {
    return this.supported;
  }

  async read(reference: number): Promise<Metadata | undefined> {
    if (!this.supported) return undefined;
    const { sw, data } = await this.session.exchange(getMetadata(reference));
    if (isStatus(sw, 'instructionNotSupported') || isStatus(sw, 'classNotSupported')) this.supported = false;
    return isStatus(sw, 'success') ? tolerant(() => parseMetadata(data)) : undefined;
  }
}

/** Objects by tag. Ones that need the PIN (Printed Information) are not asked for: a card refuses them present or absent. */
class ObjectReader {
  readonly images: DataObjectImage[] = [];

  constructor(private readonly session: PivSession) {}

  async read(tag: number): Promise<Uint8Array | undefined> {
    const { sw, data } = await this.session.exchange(getData(tag));
    if (!isStatus(sw, 'success')) return undefined;
    const content = tolerant(() => parseGetData(tag, data));
    // Bytes that cannot be read are still on the card: a torn write shows as an object that matches nothing.
    const found = content ?? data;
    if (found.length === 0) return undefined;
    const sha256Hex = createHash('sha256').update(found).digest('hex').toUpperCase();
    this.images.push({ tagHex: numberToHex(tag), sha256Hex, length: found.length });
    return found;
  }
}

async function readPin(session: PivSession, metadata: MetadataReader): Promise<ReferenceDataState> {
  const told = await metadata.read(referenceData.pin);
  if (told) return referenceState(told);
  try {
    const { retriesRemaining, blocked } = await session.pinStatus();
    return { retriesRemaining, retriesTotal: null, factory: null, blocked };
  } catch (error) {
    // Cards that do not answer an empty VERIFY: unknown, not broken.
    if (!isCardwrightError(error, 'CARD_UNEXPECTED_STATUS')) throw error;
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

function managementAlgorithm(metadata: Metadata | undefined): ManagementKeyAlgorithm | undefined {
  return symmetricAlgorithms.find((row) => row.id === metadata?.algorithmId)?.name;
}

/** A witness request costs nothing and is refused for an algorithm that the key is not of. 3DES first: stock cards have it. */
async function probeManagementAlgorithm(session: PivSession): Promise<ManagementKeyAlgorithm | null> {
  for (const { name } of symmetricAlgorithms) {
    const { sw } = await session.exchange(requestWitness(name));
    if (isStatus(sw, 'success')) return name;
  }
  return null;
}

/** 82.. for keys with certificates on the card, ..95 for those without (SP 800-73-5 Part 1, Key History Object). */
function rowsToRead(scope: 'brief' | 'full', keyHistory: Uint8Array | undefined): KeyReferenceRow[] {
  const rows = keyReferences.filter(isCredentialKeyReference);
  if (scope === 'full') return rows;
  const history = keyHistory && tolerant(() => decodeKeyHistory(keyHistory));
  const first = history?.keysWithOnCardCerts ?? 0;
  const last = history?.keysWithOffCardCerts ?? 0;
  return rows.filter(({ kind, reference }) => {
    const number = reference - 0x81;
    return kind !== 'retired' || number <= first || number > retiredKeyCount - last;
  });
}

async function readKeyReference(
  row: KeyReferenceRow,
  metadata: MetadataReader,
  objects: ObjectReader,
): Promise<KeyReferenceImage> {
  const told = await metadata.read(row.reference);
  const content = await objects.read(row.certificateTag!);
  const certificate = content && tolerant(() => plainCertificate(content));
  const algorithm = asymmetricAlgorithms.find((each) => each.id === told?.algorithmId)?.name;
  const publicKey =
    algorithm && told?.publicKey && tolerant(() => encodeSpki(parsePublicKeyFields(algorithm, told.publicKey!)));
  return {
    keyReference: numberToHex(row.reference) as KeyReferenceName,
    keyPresent: metadata.isSupported ? told !== undefined : null,
    algorithm: algorithm === undefined || algorithm === 'RSA1024' ? null : (algorithm satisfies KeyAlgorithm),
    origin: told?.origin ?? null,
    pinPolicy: told?.pinPolicy ?? null,
    touchPolicy: told?.touchPolicy ?? null,
    publicKeySpkiBase64: publicKey ? base64(publicKey) : null,
    certificateDerBase64: certificate ? base64(certificate) : null,
  };
}

/** Longest certificate that is unpacked: a few KiB of gzip must not become a gigabyte. */
const certificateMax = 65536;

function plainCertificate(content: Uint8Array): Uint8Array {
  const { certificate, gzip } = decodeCertificateObject(content);
  return gzip ? gunzipSync(certificate, { maxOutputLength: certificateMax }) : certificate;
}

function chuidImage(content: Uint8Array | undefined): CardImage['chuid'] {
  const chuid = content && tolerant(() => decodeChuid(content));
  if (!chuid) return null;
  return {
    guidHex: toHex(chuid.guid).toUpperCase(),
    expirationDate: chuid.expirationDate,
    fascNHex: toHex(chuid.fascN).toUpperCase(),
  };
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** An image of a damaged card is still an image: what cannot be read is absent from it. */
function tolerant<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof CardProtocolError || isZlibError(error)) return undefined;
    throw error;
  }
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(Z_|ERR_BUFFER_TOO_LARGE)/.test(String(error.code));
}
