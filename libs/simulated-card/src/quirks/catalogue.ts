/**
 * The quirks that a simulated card can be given, one row each. `cardwright-simulated-card --help` prints this table; a name with `=` takes
 * an argument after it.
 */
import { instruction } from '@cardwright/card-protocol/iso7816/instruction';
import { numberToHex, writeUint } from '@cardwright/card-protocol/bytes';
import { decodeTlvs, encodeTlv, findValue } from '@cardwright/card-protocol/tlv/ber-tlv';
import type { CardContext } from '../card/dialect.js';
import { refuse, StatusError } from '../status-word/status-error.js';
import { certificateForms, rewriteCertificates } from './certificate-forms.js';
import { otherFirmware } from './older-firmware.js';
import { LinkFaultError, type LinkCommand, type QuirkBehaviour } from './quirk.js';

export interface QuirkRow {
  /** One sentence, for people. */
  readonly title: string;
  /** How the argument after `name=` is written; absent: the quirk takes none. */
  readonly argument?: string;
  /** Throws TypeError for an argument that is none. */
  make(argument: string): QuirkBehaviour;
}

const vendor = { getMetadata: 0xf7, getSerial: 0xf8, attest: 0xf9 } as const;
const cardImageNumber = 0x0045;
const attestationKey = 0xf9;

const quirk = (title: string, behaviour: () => QuirkBehaviour): QuirkRow => ({ title, make: behaviour });

export const quirkCatalogue: Readonly<Record<string, QuirkRow>> = {
  'refuse=': {
    title: 'answers a command with a status word in place of running it',
    argument: 'INS[.P2 or tag]:SW[:times], for example F9:6D00, CB.5FC105:6F00, 87.9A:6F00:1',
    make: refusing,
  },
  'firmware=': {
    title: 'a vendor card of this firmware: what came later is not there',
    argument: 'VERSION, for example 5.4.3',
    make: otherFirmware,
  },
  'slow=': {
    title: 'a command takes its time, as the making of an RSA key does on every real card',
    argument: 'INS:milliseconds, for example 47:4000',
    make: slow,
  },
  'identity-serial': quirk('answers the serial instruction, whatever else it has of the vendor', () => ({
    before: ({ ins }, { state, session }) =>
      ins === vendor.getSerial && session.selected === 'piv' ? writeUint(state.serial, 4) : undefined,
  })),
  'identity-cuid': quirk('has a card image number in place of card production life cycle data', () => ({
    before({ ins, p1, p2 }, { state, session }) {
      if (ins !== instruction.getDataCompact || session.selected !== undefined) return undefined;
      return p1 * 256 + p2 === cardImageNumber
        ? encodeTlv(0x45, writeUint(state.serial, 4))
        : refuse('referenceNotFound');
    },
  })),
  'extended-6f00': quirk('answers every extended APDU with 6F00', () => ({
    before: ({ extended }) => (extended ? refuse('noDiagnosis') : undefined),
  })),
  'extended-not-transacted': quirk('the link breaks in every extended APDU, and the card stays', () => ({
    before({ extended }) {
      if (extended) throw new LinkFaultError('the reader cannot carry an extended APDU');
      return undefined;
    },
  })),
  'extended-data-6f00': quirk('takes an extended Le and answers extended data with 6F00', () => ({
    before: ({ extended, data }) => (extended && data.length > 0xff ? refuse('noDiagnosis') : undefined),
  })),
  'metadata-empty': quirk('GET METADATA of an empty key reference: 9000 and no data', () => ({
    before: ({ ins, p2 }, card) => (ins === vendor.getMetadata && !isKnown(card, p2) ? new Uint8Array(0) : undefined),
  })),
  'metadata-silent': quirk('GET METADATA: 9000 and no data, whatever it is about', () => ({
    before: ({ ins }) => (ins === vendor.getMetadata ? new Uint8Array(0) : undefined),
  })),
  'attest-garbled': quirk('attests with bytes that are no certificate', () => ({
    after: ({ ins }, data) => (ins === vendor.attest ? data.map((byte) => byte ^ 0x5a) : data),
  })),
  'attest-unverifiable': quirk('attests with a signature that does not hold', () => ({
    after: ({ ins }, data) => (ins === vendor.attest ? lastByteChanged(data) : data),
  })),
  'pin-rule-6985': quirk('takes no new PIN with three equal characters in a row: 6985', () => pinRule(0x6985)),
  'pin-rule-6a80': quirk('the same, with 6A80', () => pinRule(0x6a80)),
  'pin-rule-6982': quirk('the same, with 6982', () => pinRule(0x6982)),
  'proof-wrong-once': quirk('the first use of a private key answers with a wrong result', () => wrongProof(1)),
  'proof-wrong': quirk('every use of a private key answers with a wrong result', () => wrongProof(Infinity)),
  'objects-cannot-grow': quirk('a data object keeps the size of its first content: a longer one is 6A84', () => ({
    dialect: (dialect) => ({ ...dialect, objectsGrow: false }),
    prepare(state) {
      const sizes = Object.entries(state.objects).map(([tag, hex]) => [tag, hex.length / 2]);
      state.allocatedBytes = { ...Object.fromEntries(sizes), ...state.allocatedBytes };
    },
  })),
  ...Object.fromEntries(
    Object.entries(certificateForms).map(([name, form]) => [
      name,
      quirk(`its certificates are in another form: ${name}`, () => ({
        prepare: (state) => rewriteCertificates(state, form),
      })),
    ]),
  ),
};

/** `name` or `name=argument`. Throws TypeError with the known names for one that is not in the table. */
export function makeQuirk(text: string): QuirkBehaviour {
  const at = text.indexOf('=');
  const [name, argument] = at < 0 ? [text, ''] : [text.slice(0, at + 1), text.slice(at + 1)];
  const row = Object.hasOwn(quirkCatalogue, name) ? quirkCatalogue[name] : undefined;
  if (row === undefined)
    throw new TypeError(`no quirk ${name}; there are ${Object.keys(quirkCatalogue).sort().join(', ')}`);
  return row.make(argument);
}

function refusing(argument: string): QuirkBehaviour {
  const match = /^([0-9A-F]{2})(?:\.([0-9A-F]{2,6}))?:([0-9A-F]{4})(?::([1-9]\d*))?$/i.exec(argument);
  if (match === null) throw new TypeError(`not INS[.P2 or tag]:SW[:times]: ${argument}`);
  const [, ins = '', about, sw = '', times] = match;
  let left = times === undefined ? Infinity : Number(times);
  return {
    before(command) {
      if (command.ins !== parseInt(ins, 16) || left <= 0) return undefined;
      if (about !== undefined && subjectOf(command) !== about.toUpperCase()) return undefined;
      left -= 1;
      throw new StatusError(parseInt(sw, 16));
    },
  };
}

function slow(argument: string): QuirkBehaviour {
  const match = /^([0-9A-F]{2}):(\d{1,5})$/i.exec(argument);
  if (match === null) throw new TypeError(`not INS:milliseconds: ${argument}`);
  const [, ins = '', ms = ''] = match;
  return { takesMs: (command) => (command.ins === parseInt(ins, 16) ? Number(ms) : 0) };
}

/** Tag of GET DATA and PUT DATA, P1 of ATTEST, P2 of everything else. */
function subjectOf({ ins, p1, p2, data }: LinkCommand): string {
  if (ins !== instruction.getData && ins !== instruction.putData)
    return numberToHex(ins === vendor.attest ? p1 : p2, 2);
  return Buffer.from(data.subarray(2, 2 + (data[1] ?? 0)))
    .toString('hex')
    .toUpperCase();
}

/** PIN, PUK, 9B and every key reference with a key in it. */
const isKnown = ({ state }: CardContext, p2: number): boolean =>
  p2 === 0x80 || p2 === 0x81 || p2 === 0x9b || state.keys[numberToHex(p2)] !== undefined;

const lastByteChanged = (data: Uint8Array): Uint8Array =>
  data.map((byte, index) => (index === data.length - 1 ? byte ^ 0x01 : byte));

/** Costs no try, as on the cards that do this. The new PIN is the second half of both commands. */
function pinRule(sw: number): QuirkBehaviour {
  return {
    before({ ins, p2, data }) {
      const setsPin = ins === instruction.changeReferenceData || ins === instruction.resetRetryCounter;
      if (!setsPin || p2 !== 0x80) return undefined;
      const pin = [...data.subarray(8)].filter((byte) => byte !== 0xff);
      if (pin.some((byte, index) => index >= 2 && byte === pin[index - 1] && byte === pin[index - 2]))
        throw new StatusError(sw);
      return undefined;
    },
  };
}

/** The result's last byte is another one: no signature, secret or block that the key gives. */
function wrongProof(times: number): QuirkBehaviour {
  let left = times;
  return {
    after({ ins, p2 }, data) {
      const proof = ins === instruction.generalAuthenticate && p2 !== 0x9b && p2 !== attestationKey;
      if (!proof || left <= 0 || findValue(decodeTlvs(data), 0x7c) === undefined) return data;
      left -= 1;
      return lastByteChanged(data);
    },
  };
}
