/**
 * Replays the redacted trace of a saga into a simulated card and compares status words (F05). Redacted data is replaced: by the PIN, PUK
 * and management key of the replaying card, and by zeros for certificates. Commands that use or import private keys are skipped, and the
 * report says so. Later commands that depend on what was skipped may differ for that reason alone.
 */
import { createDecipheriv } from 'node:crypto';
import { concat, fromHex, numberToHex } from '@cardwright/card-protocol/bytes';
import { encodeExtended, encodeShort, type CommandApdu } from '@cardwright/card-protocol/apdu/command-apdu';
import { ctapInstruction } from '@cardwright/card-protocol/ctap/transport/pcsc-framing';
import { instruction } from '@cardwright/card-protocol/iso7816/instruction';
import { symmetricAlgorithms, type SymmetricAlgorithmName } from '@cardwright/card-protocol/piv/algorithm';
import { answerWitness, parseWitness, requestWitness } from '@cardwright/card-protocol/piv/general-authenticate';
import { vendorInstruction } from '@cardwright/card-protocol/piv/vendor-extensions';
import { wellKnownManagementKey } from './card/factory.js';
import { padReferenceData } from './card/reference-data.js';
import type { SimulatedCard } from './simulated-card.js';

/** As in the trace of a saga; null: redacted, or no answer came. */
export interface TracedCommand {
  headerHex: string;
  sent: number;
  extended: boolean;
  statusHex: string | null;
  dataHex: string | null;
}
export interface ReplayedCommand {
  headerHex: string;
  statusHex: string | null;
  replayedStatusHex: string | null;
  outcome: 'same' | 'different' | 'skipped';
  /** The data that replaced redacted data, or the reason why nothing was sent. */
  note: string | null;
}
const administration = 0x9b;
const referenceLength = 8;
const chaining = 0x10;
/** The request for a witness: `7C 02 80 00`. */
const witnessRequestLength = 4;

/** card: in the state in which the trace began; the replay changes it. One row per command, in order. */
export async function replayTrace(card: SimulatedCard, commands: readonly TracedCommand[]): Promise<ReplayedCommand[]> {
  const replay = new Replay(card);
  const rows: ReplayedCommand[] = [];
  for (const command of commands) rows.push(await replay.command(command));
  return rows;
}

class Replay {
  private witness: Uint8Array | undefined;
  private amidChain = false;
  private skippingChain = false;

  constructor(private readonly card: SimulatedCard) {}

  async command(traced: TracedCommand): Promise<ReplayedCommand> {
    const { headerHex, statusHex } = traced;
    const row = { headerHex, statusHex };
    const filled = this.fill(traced);
    if (filled.data === undefined || statusHex === null)
      return { ...row, replayedStatusHex: null, outcome: 'skipped', note: filled.note ?? 'the link was lost here' };
    const [cla, ins, p1, p2] = fromHex(headerHex) as unknown as [number, number, number, number];
    const apdu: CommandApdu = { cla, ins, p1, p2, data: filled.data, le: traced.extended ? 65536 : 256 };
    const response = await this.card.transmit(traced.extended ? encodeExtended(apdu) : encodeShort(apdu));
    const data = response.subarray(0, -2);
    if (ins === instruction.generalAuthenticate && p2 === administration)
      this.witness = filled.asksWitness === true && data.length > 0 ? parseWitness(data) : undefined;
    const replayedStatusHex = numberToHex(response.at(-2)! * 256 + response.at(-1)!, 4);
    // 61xx counts the bytes that are left, which differ with what was filled.
    const same = replayedStatusHex === statusHex || (statusHex.startsWith('61') && replayedStatusHex.startsWith('61'));
    return { ...row, replayedStatusHex, outcome: same ? 'same' : 'different', note: filled.note };
  }

  /** The data to send; undefined: nothing can stand in for it. */
  private fill({ headerHex, sent, dataHex }: TracedCommand): {
    data: Uint8Array | undefined;
    note: string | null;
    asksWitness?: boolean;
  } {
    const [cla = 0, ins, p1 = 0, p2 = 0] = fromHex(headerHex);
    const first = !this.amidChain;
    this.amidChain = (cla & chaining) !== 0;
    if (first) this.skippingChain = false;
    if (this.skippingChain) return { data: undefined, note: 'goes on with what was skipped' };
    if (ins === ctapInstruction.nfcctapGetResponse) return { data: undefined, note: 'waits for a touch' };
    const recorded = fromHex(dataHex ?? '');
    if (recorded.length === sent) return { data: recorded, note: null };
    const skip = (note: string) => {
      this.skippingChain = true;
      return { data: undefined, note };
    };
    switch (ins) {
      case instruction.putData:
        return {
          data: concat(recorded, new Uint8Array(sent - recorded.length)),
          note: 'zeros in place of the content',
        };
      case instruction.verify:
        return { data: reference(p2), note: 'the known PIN' };
      case instruction.changeReferenceData:
        return { data: concat(reference(p2), reference(p2)), note: 'the known value, old and new' };
      case instruction.resetRetryCounter:
        return { data: concat(reference(0x81), reference(0x80)), note: 'the known PUK and PIN' };
      case vendorInstruction.setManagementKey:
        return {
          data: concat(recorded, wellKnownManagementKey(algorithmOf(recorded[0]))),
          note: 'the known management key',
        };
      case instruction.generalAuthenticate:
        return p2 === administration ? this.authenticate(p1, sent) : skip('use of a private key');
      default:
        return skip('its data is redacted');
    }
  }

  private authenticate(p1: number, sent: number) {
    const algorithm = algorithmOf(p1);
    if (sent === witnessRequestLength)
      return { data: requestWitness(algorithm).data, note: 'a request for a witness', asksWitness: true };
    if (this.witness === undefined) return { data: undefined, note: 'answers a witness that was not asked for' };
    const answer = decipher(algorithm, wellKnownManagementKey(algorithm), this.witness);
    const challenge = new Uint8Array(answer.length);
    return { data: answerWitness(algorithm, answer, challenge).data, note: 'the known management key' };
  }
}

/** PUK and PIN of a new simulated card. */
const reference = (p2: number): Uint8Array =>
  padReferenceData(p2 === 0x81 ? '12345678' : '123456').slice(0, referenceLength);

/** 00 is the older identifier of 3DES. */
function algorithmOf(id: number | undefined): SymmetricAlgorithmName {
  const row = symmetricAlgorithms.find((each) => each.id === (id === 0 ? 3 : id));
  if (row === undefined) throw new TypeError(`no algorithm ${id} for 9B`);
  return row.name;
}

function decipher(algorithm: SymmetricAlgorithmName, key: Uint8Array, block: Uint8Array): Uint8Array {
  const name = algorithm === '3DES' ? 'des-ede3-ecb' : `aes-${key.length * 8}-ecb`;
  const deciphering = createDecipheriv(name, key, null).setAutoPadding(false);
  return new Uint8Array(Buffer.concat([deciphering.update(block), deciphering.final()]));
}
