/**
 * The card: power, APDUs in and out (short, extended, chained, GET RESPONSE), applications, storing before answering,
 * power cuts. What each command does is in commands/; what the family answers is in dialects/.
 * For evaluation, integration and tests: it keeps private keys in clear and protects nothing.
 * Governing documents: ISO/IEC 7816-4:2020 section 5, SP 800-73-5 Part 2, design.md 5.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { bytesEqual, concat, emptyBytes, fromHex } from '@cardwright/card-protocol/bytes';
import { CardProtocolError } from '@cardwright/card-protocol/card-protocol-error';
import {
  decodeCommand,
  extendedLeAll,
  shortLeAll,
  type CommandApdu,
} from '@cardwright/card-protocol/apdu/command-apdu';
import { encodeResponse } from '@cardwright/card-protocol/apdu/response-apdu';
import { chainingBit } from '@cardwright/card-protocol/apdu/chaining';
import { fido2Version, fidoAid } from '@cardwright/card-protocol/ctap/transport/pcsc-framing';
import { instruction } from '@cardwright/card-protocol/iso7816/instruction';
import { statusWord } from '@cardwright/card-protocol/iso7816/status-word';
import { encodeTlv } from '@cardwright/card-protocol/tlv/ber-tlv';
import { AttestationRoot, attestKey } from './attestation/attestation.js';
import { cardManager, cardManagerAid } from './card-manager.js';
import type { CardState, DialectName, TouchPolicyName } from './card/card-state.js';
import { requireManagementKey } from './commands/management-authenticated.js';
import { onDemandKeys, type KeySource } from './crypto/key-source.js';
import { DataObjectWrite, type TornWrite } from './card/data-object-write.js';
import type { CardContext, Dialect } from './card/dialect.js';
import { strictDialect } from './dialects/strict.js';
import { vendorDialect } from './dialects/vendor.js';
import { factoryState, newCardState, toFactory, type FactoryOptions } from './card/factory.js';
import { fidoApplication } from './fido/fido-application.js';
import { hasFido, pinRetriesTotal } from './card/fido-state.js';
import { newFido, type FidoOptions } from './fido/new-fido.js';
import { PowerCycle } from './fido/authenticator/power-cycle.js';
import { apduEvent, cutPolicy, PowerLostError, type CutPolicy, type PowerCut } from './power-cut.js';
import { makeQuirk } from './quirks/catalogue.js';
import type { LinkCommand, QuirkBehaviour } from './quirks/quirk.js';
import { padReferenceData } from './card/reference-data.js';
import { Session } from './card/session.js';
import { deliveredCard, hasFidoPin, hasSecret, snapshotOf, type CardSnapshot, type DeliveredCard } from './snapshot.js';
import { FileStore, MemoryStore, type StateStore } from './state-store.js';
import { refuse, StatusError } from './status-word/status-error.js';

export interface SimulatedCardOptions {
  /** Default vendor. A state that is there already wins. */
  dialect?: DialectName;
  /** 32 bits; default 10000001. */
  serial?: number;
  /** What the card is delivered with. */
  factory?: FactoryOptions;
  /** CHANGE REFERENCE DATA of the PUK on the strict dialect. Default false. */
  pukChange?: boolean;
  /** What a cut write leaves; default as the dialect's real cards. */
  tornWrite?: TornWrite;
  cutAt?: PowerCut | CutPolicy;
  /** Default: made when asked for. A KeyPool saves the waiting for RSA. */
  keys?: KeySource;
  /** Default: a root of this card's own. */
  attestationRoot?: AttestationRoot;
  /** Default: somebody touches it at once. */
  touch?: (policy: TouchPolicyName) => boolean | Promise<boolean>;
  /** The card has a FIDO application beside PIV; one that has none yet gets it. Default: as the state has it. */
  fido?: FidoOptions;
  store?: StateStore;
  /** Ways in which this card differs from its family (quirks/catalogue.ts). Given: they replace those that the state has. */
  quirks?: readonly string[];
}

const defaultSerial = 10000001;
const pivAid = fromHex('A000000308 00001000 0100');
/** RID and the letters of PIX that every client sends. */
const shortestAid = 5;
/** Tags of the answer to SELECT: SP 800-73-5 Part 2 table 3. */
const selectAnswer = encodeTlv(
  0x61,
  encodeTlv(0x4f, pivAid.subarray(5)),
  encodeTlv(0x79, encodeTlv(0x4f, pivAid.subarray(0, 5))),
);
const success = statusWord.success.sw;

export class SimulatedCard {
  private readonly store: StateStore;
  private readonly keys: KeySource;
  private dialect: Dialect;
  private quirks: readonly QuirkBehaviour[];
  private state!: CardState;
  private session = new Session();
  private powered = true;
  private power: PowerCycle;
  private policy: CutPolicy | undefined;
  private counted = 0;
  private ready: Promise<void> | undefined;
  private queue: Promise<unknown> = Promise.resolve();
  /** APDUs since the card was made, the ones cut included. */
  apdus = 0;

  constructor(private readonly options: SimulatedCardOptions = {}) {
    this.store = options.store ?? new MemoryStore();
    this.keys = options.keys ?? onDemandKeys;
    this.quirks = (options.quirks ?? []).map(makeQuirk);
    this.dialect = this.dialectNamed(options.dialect ?? 'vendor');
    this.policy = cutPolicy(options.cutAt);
    this.power = new PowerCycle(this.now());
  }

  /** A card whose state lives in a file; made as delivered if the file is not there. `fsync`: survive the machine's power cut too. */
  static async open(
    file: string,
    options: Omit<SimulatedCardOptions, 'store'> & { fsync?: boolean } = {},
  ): Promise<SimulatedCard> {
    const { fsync, ...rest } = options;
    const card = new SimulatedCard({ ...rest, store: new FileStore(file, fsync === undefined ? {} : { fsync }) });
    await card.prepare();
    return card;
  }

  /** Answer to reset. */
  get atr(): Uint8Array {
    return this.dialect.atr;
  }

  /** What a person reads on it. Once it is prepared. */
  get printed(): { dialect: DialectName; serial: number } {
    return { dialect: this.state.dialect, serial: this.state.serial };
  }

  get hasPower(): boolean {
    return this.powered;
  }

  /** Loads or makes the state; every other method does it by itself. */
  prepare(): Promise<void> {
    return (this.ready ??= this.load());
  }

  async powerOn(): Promise<void> {
    await this.prepare();
    if (!this.powered) {
      this.session = new Session();
      this.power = new PowerCycle(this.now());
    }
    this.powered = true;
  }

  powerOff(): Promise<void> {
    this.powered = false;
    this.session = new Session();
    return Promise.resolve();
  }

  /** Warm reset: power stays, everything volatile goes. */
  async reset(): Promise<void> {
    const { power } = this;
    const hadPower = this.powered;
    await this.powerOff();
    await this.powerOn();
    if (hadPower) this.power = power;
  }

  /** From now on the power goes as this says; counting starts again at 0. undefined: no more cuts. */
  armCut(cut: PowerCut | CutPolicy | undefined): void {
    this.policy = cutPolicy(cut);
    this.counted = 0;
  }

  /** One command APDU in, one response APDU out, in the order of the calls. Throws PowerLostError. */
  transmit(command: Uint8Array): Promise<Uint8Array> {
    const answer = this.queue.then(async () => {
      await this.prepare();
      return this.exchange(Uint8Array.from(command));
    });
    this.queue = answer.catch(() => undefined);
    return answer;
  }

  /** What the card was delivered with: its identity beside the secrets of a stock batch that has only this card. */
  async stock(): Promise<DeliveredCard> {
    await this.prepare();
    return deliveredCard(this.state);
  }

  /** What is on the card, without secrets. */
  async snapshot(): Promise<CardSnapshot> {
    await this.prepare();
    return snapshotOf(this.state);
  }

  async hasPin(pin: string): Promise<boolean> {
    await this.prepare();
    return hasSecret(this.state, 'pin', padReferenceData(pin));
  }

  async hasPuk(puk: string): Promise<boolean> {
    await this.prepare();
    return hasSecret(this.state, 'puk', padReferenceData(puk));
  }

  /** Whether this PIN is the one of the FIDO application. */
  async hasFidoPin(pin: string): Promise<boolean> {
    await this.prepare();
    return hasFidoPin(this.state, pin);
  }

  async hasManagementKey(key: Uint8Array): Promise<boolean> {
    await this.prepare();
    return hasSecret(this.state, 'managementKey', key);
  }

  /** DER of the certificate above 5FFF01; undefined where the dialect does not attest. */
  async attestationRootCertificate(): Promise<Uint8Array | undefined> {
    await this.prepare();
    const base64 = this.state.attestationRootBase64;
    return base64 === undefined ? undefined : new Uint8Array(Buffer.from(base64, 'base64'));
  }

  /** What a card gets that has no FIDO application yet; undefined: it gets none. */
  private get addedFido(): FidoOptions | undefined {
    return this.options.fido?.add === false ? undefined : this.options.fido;
  }

  private now(): number {
    return (this.options.fido?.now ?? performance.now.bind(performance))();
  }

  private async load(): Promise<void> {
    const stored = await this.store.load();
    if (stored !== undefined) {
      this.state = stored;
      if (this.options.quirks === undefined) this.quirks = (stored.quirks ?? []).map(makeQuirk);
      this.dialect = this.dialectNamed(stored.dialect);
      await this.prepareFido(this.options.attestationRoot);
      return this.prepareQuirks();
    }
    const { name } = this.dialect;
    const shared = this.addedFido?.pin === 'shared' ? { pinTries: pinRetriesTotal } : {};
    const factory = factoryState(name, { ...shared, ...this.options.factory });
    this.state = newCardState(name, this.options.serial ?? defaultSerial, factory);
    const attests = this.dialect.firmware !== undefined || this.addedFido !== undefined;
    const root = this.options.attestationRoot ?? (attests ? await AttestationRoot.create() : undefined);
    if (this.dialect.firmware !== undefined) await root!.equip(this.state);
    await this.prepareFido(root);
    await this.prepareQuirks();
    await this.store.save(this.state);
  }

  /** root: default one of the application's own. */
  private async prepareFido(root: AttestationRoot | undefined): Promise<void> {
    const { addedFido: fido } = this;
    if (fido === undefined || hasFido(this.state)) return;
    this.state.fido = await newFido(this.state.serial, root ?? (await AttestationRoot.create()), fido);
    await this.store.save(this.state);
  }

  /** New quirks change the stored state. The card's list of quirks becomes the given one. */
  private async prepareQuirks(): Promise<void> {
    const { quirks } = this.options;
    const before = this.state.quirks ?? [];
    if (quirks === undefined || (quirks.length === before.length && quirks.every((name, i) => name === before[i])))
      return;
    for (const [index, name] of quirks.entries())
      if (!before.includes(name)) await this.quirks[index]!.prepare?.(this.state);
    this.state.quirks = [...quirks];
    await this.store.save(this.state);
  }

  private dialectNamed(name: DialectName): Dialect {
    const dialect = dialectOf(name, this.options);
    return this.quirks.reduce((changed, quirk) => quirk.dialect?.(changed) ?? changed, dialect);
  }

  private async exchange(bytes: Uint8Array): Promise<Uint8Array> {
    if (!this.powered) throw new PowerLostError();
    this.apdus += 1;
    const moment = this.policy?.(apduEvent(this.counted++, bytes));
    if (moment === 'before') await this.losePower();
    const session = this.session;
    const answer = await this.answer(bytes, moment === 'inside');
    await this.store.save(this.state);
    // A card that was switched off meanwhile has still executed the command; nobody gets its answer.
    if (session !== this.session) throw new PowerLostError();
    if (moment !== undefined) await this.losePower();
    return answer;
  }

  private async losePower(): Promise<never> {
    this.powered = false;
    this.session = new Session();
    if (this.state !== undefined) await this.store.save(this.state);
    throw new PowerLostError('the card lost its power');
  }

  /** Data cut to Le with 61xx for the rest, or a status word. */
  private async answer(bytes: Uint8Array, cutInside: boolean): Promise<Uint8Array> {
    try {
      const command = decodeCommand(bytes);
      if (command.extended && !this.dialect.extendedLength) refuse('wrongLength');
      // Clients of FIDO send extended commands without Le and follow no 61xx after them.
      const leAll = command.extended && this.session.selected === 'fido' ? extendedLeAll : shortLeAll;
      const le = command.le ?? leAll;
      const data = await this.runWithQuirks(command, this.context(cutInside));
      if (data === undefined || data.length <= le) return encodeResponse({ data: data ?? emptyBytes, sw: success });
      this.session.waiting = data.slice(le);
      const rest = this.session.waiting.length;
      return encodeResponse({ data: data.slice(0, le), sw: 0x6100 | (rest > 0xff ? 0 : rest) });
    } catch (error) {
      if (error instanceof StatusError) return encodeResponse({ data: error.data, sw: error.sw });
      if (!(error instanceof CardProtocolError)) throw error;
      const apdu = error.code === 'APDU_LENGTH' || error.code === 'APDU_TRUNCATED';
      return encodeResponse({ data: emptyBytes, sw: (apdu ? statusWord.wrongLength : statusWord.wrongData).sw });
    }
  }

  private async runWithQuirks(command: LinkCommand, card: CardContext): Promise<Uint8Array | undefined> {
    const takesMs = this.quirks.reduce((sum, quirk) => sum + (quirk.takesMs?.(command) ?? 0), 0);
    if (takesMs > 0) {
      await delay(takesMs);
      if (card.session !== this.session) throw new PowerLostError();
    }
    for (const quirk of this.quirks) {
      const instead = quirk.before?.(command, card);
      if (instead !== undefined) return instead;
    }
    const data = await this.run(command, card);
    if (data === undefined || data.length === 0 || command.ins === instruction.getResponse) return data;
    return this.quirks.reduce((answer, quirk) => quirk.after?.(command, answer, card) ?? answer, data);
  }

  private async run(command: CommandApdu, card: CardContext): Promise<Uint8Array | undefined> {
    const { session, dialect } = this;
    const waiting = session.waiting;
    session.waiting = undefined;
    if (command.ins === instruction.getResponse) return waiting ?? refuse('conditionsOfUse');
    checkClass(command.cla, session.selected);
    const write = session.write;
    session.write = undefined;
    const fresh = session.pinFresh;
    if (command.ins === instruction.putData && session.selected === 'piv') {
      if (dialect.freshPinEnds === 'next-command') session.pinFresh = false;
      return this.putData(command, card, write);
    }
    const whole = this.join(command);
    if (whole === undefined) return undefined;
    if (whole.ins === instruction.select) return this.select(whole);
    if (session.selected === undefined) return cardManager(card, whole);
    if (session.selected === 'fido') return this.fido(whole, card);
    const handler = dialect.instructions.get(whole.ins) ?? refuse('instructionNotSupported');
    try {
      return (await handler(card, whole)) ?? undefined;
    } finally {
      // VERIFY has just made the PIN fresh. Every other command uses it up.
      if (dialect.freshPinEnds === 'next-command' && fresh && whole.ins !== instruction.verify)
        session.pinFresh = false;
    }
  }

  /** The whole command at the last piece of a chain, undefined before. Another command in between breaks the chain off. */
  private join(piece: CommandApdu): CommandApdu | undefined {
    const { session } = this;
    const [first] = session.chain;
    if (first !== undefined && (first.ins !== piece.ins || first.p1 !== piece.p1 || first.p2 !== piece.p2))
      session.chain = [];
    session.chain.push(piece);
    const data = concat(...session.chain.map((each) => each.data));
    if (data.length > this.dialect.maxCommandBytes) {
      session.chain = [];
      refuse('wrongLength');
    }
    if (piece.cla & chainingBit) return undefined;
    session.chain = [];
    return { ...piece, data };
  }

  /** Takes effect piece by piece (data-object-write.ts). */
  private async putData(piece: CommandApdu, card: CardContext, open: DataObjectWrite | undefined): Promise<undefined> {
    this.session.chain = [];
    requireManagementKey(card);
    if (piece.p1 !== 0x3f || piece.p2 !== 0xff) refuse('wrongParameters');
    const last = (piece.cla & chainingBit) === 0;
    const write = open ?? new DataObjectWrite();
    await write.accept(card, piece.data, last);
    if (!last) this.session.write = write;
    return undefined;
  }

  private fido(command: CommandApdu, card: CardContext): Promise<Uint8Array> {
    const touch = this.options.fido?.touch ?? 'given';
    return fidoApplication(card, command, {
      power: this.power,
      now: () => this.now(),
      touch: () => (typeof touch === 'function' ? touch() : touch),
    });
  }

  private select({ p1, data }: CommandApdu): Uint8Array {
    const { session, dialect } = this;
    if (p1 !== 0x04) refuse('wrongParameters');
    if (dialect.cplc && (data.length === 0 || bytesEqual(data, cardManagerAid))) {
      session.clearSecurityStatus();
      session.selected = undefined;
      return encodeTlv(0x6f, encodeTlv(0x84, cardManagerAid));
    }
    if (hasFido(this.state) && bytesEqual(data, fidoAid)) {
      session.clearSecurityStatus();
      session.selected = 'fido';
      session.fido.waiting = undefined;
      return fido2Version;
    }
    const isPiv = data.length >= shortestAid && bytesEqual(data, pivAid.subarray(0, data.length));
    if (!isPiv) refuse('notFound');
    if (session.selected !== 'piv' || !dialect.reselectKeepsStatus) session.clearSecurityStatus();
    session.selected = 'piv';
    return selectAnswer;
  }

  private context(cutInside: boolean): CardContext {
    const { state, session, dialect, keys, options } = this;
    return {
      state,
      session,
      dialect,
      keys,
      cutInside,
      tornWrite: options.tornWrite ?? dialect.tornWrite,
      checkpoint: async () => {
        if (cutInside) await this.losePower();
        await this.store.save(state);
      },
      touch: async (policy) => policy === 'never' || (await (options.touch?.(policy) ?? true)),
      attest: async (keyReference) => attestKey(state, dialect.firmware ?? [], keyReference),
      factoryReset: () => toFactory(state),
    };
  }
}

const dialectOf = (name: DialectName, { pukChange }: SimulatedCardOptions): Dialect =>
  name === 'vendor' ? vendorDialect : strictDialect(pukChange === undefined ? {} : { pukChange });

/** Class 00, or 10 in a chain; 80 and 90 only where commands of GlobalPlatform or CTAP are. */
function checkClass(cla: number, selected: Session['selected']): void {
  if (cla === 0x80 && selected !== 'piv') return;
  if (cla === (0x80 | chainingBit) && selected === 'fido') return;
  if ((cla & 0xe0) !== 0) refuse('classNotSupported');
  if (cla & 0x0c) refuse('secureMessaging');
  if (cla & 0x03) refuse('logicalChannel');
}
