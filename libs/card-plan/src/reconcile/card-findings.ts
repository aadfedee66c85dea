/**
 * Compares what the card shows with the record and the CA (F06). A value that the card does not report (null in its image) is no finding.
 * Objects that are read only after a PIN (Printed Information) are not looked at. Pure.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import type { CardImage, KeyReferenceImage, ReferenceDataState } from '@cardwright/contracts/card/card-image';
import type { KeyReferenceName } from '@cardwright/contracts/card/card-model';
import type { Finding, FindingCode } from '@cardwright/contracts/card/findings';
import type { DeviceState } from '@cardwright/contracts/nats/issuance.api';
import type { Sentence } from '@cardwright/contracts/said';
import { deviceStateWords } from '@cardwright/contracts/words/rows';
import { say, type SentenceCode } from '@cardwright/contracts/words/say';
import { base64Bytes, toHex } from '@cardwright/card-protocol/bytes';
import { objectTagHex, plannedObjects } from '../content.js';
import { certificateTagHex } from '../key-reference-tags.js';
import { isUnanswered, isUnreadable, questionAbout } from '../unclear-content.js';
import { issuedStates, livingByReference, sameSerial, type Facts, type RecordedCredential } from './facts.js';
import { findingOf } from './finding.js';

type CardAtHand = Facts & { card: CardImage };
type Found = [code: FindingCode, subject: string, sentence: Sentence];

/** By the record, the card is empty. */
const blankStates: readonly DeviceState[] = ['REGISTERED', 'AVAILABLE', 'ASSIGNED'];
/** One more wrong entry and it is blocked. */
const lowTries = 1;

export function cardFindings(facts: CardAtHand): Finding[] {
  const { record } = facts;
  const found: Found[] = issuedStates.includes(record.state)
    ? [...certificates(facts), ...objects(facts), ...chuid(facts), ...secrets(facts)]
    : blank(facts);
  return [...found, ...unclear(facts)].map(([code, subject, sentence]) =>
    findingOf(code, record.identityText, subject, sentence),
  );
}

function certificates(facts: CardAtHand): Found[] {
  const { card, record } = facts;
  const expected = livingByReference(record);
  const found: Found[] = [];
  for (const [keyReference, credential] of expected)
    if (!card.keyReferences.some((image) => image.keyReference === keyReference))
      found.push(missing(keyReference, credential));
  for (const image of card.keyReferences) found.push(...ofReference(image, expected.get(image.keyReference), facts));
  return found;
}

const missing = (keyReference: string, { serialNumberHex }: RecordedCredential): Found => [
  'CARD_CERTIFICATE_MISSING',
  keyReference,
  say('finding.certificate-missing', { key: keyReference, serial: serialNumberHex ?? '?' }),
];

function ofReference(image: KeyReferenceImage, expected: RecordedCredential | undefined, facts: CardAtHand): Found[] {
  const { keyReference, certificateDerBase64: der } = image;
  const tag = certificateTagHex(keyReference);
  const damaged = der === null && facts.card.dataObjects.some(({ tagHex, length }) => tagHex === tag && length > 0);
  // The card did not answer: this is reported as unclear, and not as missing.
  if (der === null && !damaged && isUnanswered(facts.card, tag)) return [];
  // The object is not on record, so nobody knows what it is. The finding asks for no reprovision.
  if (damaged && expected === undefined && isUnreadable(facts.card.dataObjects, tag)) return [];
  if (damaged)
    return [['CARD_CERTIFICATE_DAMAGED', keyReference, say('finding.certificate-damaged', { key: keyReference })]];
  if (der === null) {
    if (expected !== undefined) return [missing(keyReference, expected)];
    return image.keyPresent === true
      ? [['CARD_KEY_WITHOUT_CERTIFICATE', keyReference, say('finding.key-without-certificate', { key: keyReference })]]
      : [];
  }
  const found = otherCertificate(keyReference, der, expected, facts);
  if (image.keyPresent === false)
    found.push(['CARD_KEY_MISSING', keyReference, say('finding.key-missing', { key: keyReference })]);
  const { publicKeySpkiBase64: spki } = image;
  const certified = expected?.publicKeySha256Hex;
  if (spki !== null && certified && sha256Hex(spki) !== certified.toUpperCase())
    found.push(['CARD_KEY_OTHER', keyReference, say('finding.key-other', { key: keyReference })]);
  return found;
}

function otherCertificate(
  keyReference: string,
  der: string,
  expected: RecordedCredential | undefined,
  { record, ca }: CardAtHand,
): Found[] {
  const hash = sha256Hex(der);
  const onCard = ca?.certificates.find((row) => row.sha256Hex === hash);
  if (expected === undefined) {
    // One that the record knows as revoked is reported with what must replace it (ca-findings.ts), or was taken out of the profile.
    const known = record.credentials.some((row) => sameSerial(row.serialNumberHex, onCard?.serialNumberHex ?? null));
    return known
      ? []
      : [['CARD_CERTIFICATE_UNKNOWN', keyReference, say('finding.certificate-unknown', { key: keyReference })]];
  }
  // Certificates of archived keys are not among the device's: their bytes are not at hand.
  if (ca === null || expected.keyOrigin !== 'card') return [];
  if (onCard !== undefined && sameSerial(onCard.serialNumberHex, expected.serialNumberHex)) return [];
  const other =
    onCard === undefined
      ? say('finding.foreign-certificate')
      : say('finding.other-certificate', { serial: onCard.serialNumberHex });
  const serial = expected.serialNumberHex ?? '?';
  return [
    ['CARD_CERTIFICATE_OTHER', keyReference, say('finding.certificate-other', { key: keyReference, serial, other })],
  ];
}

function objects({ card, record }: CardAtHand): Found[] {
  if (record.profile === null) return [];
  return plannedObjects(record.profile).flatMap((object): Found[] => {
    const tag = objectTagHex[object];
    if (object === 'printedInformation' || isUnanswered(card, tag)) return [];
    const there = card.dataObjects.find(({ tagHex }) => tagHex === tag);
    // An unreadable CHUID has a finding of its own.
    if (there?.unreadable === true && object !== 'chuid')
      return [['CARD_OBJECT_DAMAGED', tag, say('finding.object-damaged', { tag, object })]];
    if (there !== undefined) return [];
    return [['CARD_OBJECT_MISSING', tag, say('finding.object-missing', { tag, object })]];
  });
}

const chuidFields = {
  GUID: 'finding.chuid-guid',
  expiry: 'finding.chuid-expiry',
  'FASC-N': 'finding.chuid-fasc-n',
} as const satisfies Record<string, SentenceCode>;

function chuid({ card, record }: CardAtHand): Found[] {
  const { chuid: onCard } = card;
  const differs = (what: keyof typeof chuidFields, is: string, should: string): Found[] => [
    ['CARD_CHUID_OTHER', `5FC102 ${what}`, say('finding.chuid-other', { what: say(chuidFields[what]), is, should })],
  ];
  if (onCard === null) {
    const torn = card.dataObjects.some(({ tagHex }) => tagHex === objectTagHex.chuid);
    return torn ? [['CARD_CHUID_OTHER', objectTagHex.chuid, say('finding.chuid-unreadable')]] : [];
  }
  const guid = record.cardUuid?.replaceAll('-', '').toUpperCase();
  const expiry = record.expiresOn ?? undefined;
  return [
    ...(guid !== undefined && guid !== onCard.guidHex ? differs('GUID', onCard.guidHex, guid) : []),
    ...(expiry !== undefined && expiry !== onCard.expirationDate
      ? differs('expiry', onCard.expirationDate, expiry)
      : []),
    ...(record.fascNHex !== null && record.fascNHex !== onCard.fascNHex
      ? differs('FASC-N', onCard.fascNHex, record.fascNHex)
      : []),
  ];
}

function secrets({ card, record, ca }: CardAtHand): Found[] {
  const found: Found[] = [...tries('PIN', card.pin), ...tries('PUK', card.puk)];
  if (card.pin.factory === true) found.push(['CARD_FACTORY_PIN', 'PIN', atFactoryValue('pin')]);
  // A card that cannot change one of these values keeps it; the vault knows this.
  const { keySet = null, pendingKeySet = null } = ca ?? {};
  const own = record.keyset !== 'factory';
  if (card.puk.factory === true && own && keySet?.pukDiversified !== false)
    found.push(['CARD_FACTORY_PUK', 'PUK', atFactoryValue('puk')]);
  const diversified = keySet?.managementKeyDiversified !== false;
  const { algorithm, factory } = card.managementKey;
  if (factory === true && own && diversified)
    found.push(['CARD_FACTORY_MANAGEMENT_KEY', '9B', atFactoryValue('management-key')]);
  else if (keySet !== null && diversified && algorithm !== null)
    if (![keySet, pendingKeySet].some((set) => set?.managementKeyAlgorithm === algorithm))
      found.push([
        'CARD_KEYSET_OTHER',
        '9B',
        say('finding.management-key-other', { algorithm, kept: keySet.managementKeyAlgorithm }),
      ]);
  return found;
}

const atFactoryValue = (name: 'pin' | 'puk' | 'management-key'): Sentence =>
  say('finding.factory-value', { secret: say(`finding.secret-${name}`) });

function tries(name: 'PIN' | 'PUK', { blocked, retriesRemaining: left }: ReferenceDataState): Found[] {
  if (blocked) return [[`CARD_${name}_BLOCKED`, name, say('finding.blocked', { secret: name })]];
  if (left === null || left > lowTries) return [];
  return [[`CARD_${name}_TRIES_LOW`, name, say('finding.tries-low', { secret: name, left })]];
}

/** Findings about questions that the card did not answer, and about unreadable content that is not on record. */
function unclear({ card, record }: CardAtHand): Found[] {
  const issued = issuedStates.includes(record.state);
  const known = new Set([
    ...(issued ? [...livingByReference(record).keys()].map((name) => certificateTagHex(name as KeyReferenceName)) : []),
    ...(issued && record.profile !== null ? plannedObjects(record.profile).map((object) => objectTagHex[object]) : []),
  ]);
  const judged = issued || blankStates.includes(record.state);
  const unreadable = card.dataObjects.filter(
    ({ tagHex, unreadable: is }) => judged && is === true && !known.has(tagHex),
  );
  return [
    ...unreadable.map(({ tagHex }): Found => [
      'CARD_CONTENT_UNREADABLE',
      tagHex,
      say('finding.content-unreadable', { tag: tagHex }),
    ]),
    ...(card.unanswered ?? []).map(({ subject, statusHex }): Found => [
      'CARD_NOT_ANSWERED',
      subject,
      say('finding.not-answered', { question: questionAbout(subject), status: statusHex }),
    ]),
  ];
}

/** Findings about a card that is empty by the record. A card that waits for its recycle, or that a saga is writing, is not judged. */
function blank({ card, record }: CardAtHand): Found[] {
  if (!blankStates.includes(record.state)) return [];
  const held = card.keyReferences.filter((image) => image.keyPresent === true || image.certificateDerBase64 !== null);
  const names = [
    ...held.map(({ keyReference }) => keyReference),
    ...(card.chuid === null ? [] : [say('finding.a-chuid')]),
  ];
  if (names.length === 0) return [];
  const sentence = say('finding.not-blank', { state: deviceStateWords(record.state), names });
  return [['CARD_NOT_BLANK', 'card', sentence]];
}

const sha256Hex = (base64: string): string => toHex(sha256(base64Bytes(base64))).toUpperCase();
