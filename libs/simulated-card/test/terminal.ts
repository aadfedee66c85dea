/** A terminal for specs: hex in, hex and status word out, and the few exchanges that every spec begins with. */
import { concat, fromHex, toHex } from '@cardwright/card-protocol/bytes';
import { decodeResponse } from '@cardwright/card-protocol/apdu/response-apdu';
import { encodeTlv } from '@cardwright/card-protocol/tlv/ber-tlv';
import { symmetricAlgorithm, type SymmetricAlgorithmName } from '@cardwright/card-protocol/piv/algorithm';
import { encryptBlock } from '../src/crypto/block-cipher.js';
import { wellKnownFactory, wellKnownManagementKey } from '../src/card/factory.js';
import { SimulatedCard, type SimulatedCardOptions } from '../src/simulated-card.js';

export const factoryPin = '313233343536ffff';
export const factoryPuk = '3132333435363738';
export const selectPiv = '00a4040009a00000030800001000';

export const ascii = (text: string): string => toHex(Buffer.from(text.padEnd(8, '\xff'), 'latin1'));

export class Terminal {
  constructor(readonly card: SimulatedCard) {}

  /** A fresh card with the PIV Card Application selected; of both dialects with the values that everybody knows. */
  static async with(options: SimulatedCardOptions = {}): Promise<Terminal> {
    const { managementKeyAlgorithm = '3DES' } = options.factory ?? {};
    const factory = { ...wellKnownFactory(managementKeyAlgorithm), ...options.factory };
    const terminal = new Terminal(new SimulatedCard({ ...options, ...(options.dialect === 'strict' && { factory }) }));
    await terminal.ok(selectPiv);
    return terminal;
  }

  /** `9000`, or data and status word in one hex string. */
  async send(hex: string): Promise<string> {
    return toHex(await this.card.transmit(fromHex(hex)));
  }

  async sw(hex: string): Promise<string> {
    return (await this.send(hex)).slice(-4);
  }

  /** Data of a command that must succeed; 61xx is followed. */
  async ok(hex: string): Promise<Uint8Array> {
    let { data, sw } = decodeResponse(await this.card.transmit(fromHex(hex)));
    while (sw >> 8 === 0x61) {
      const next = decodeResponse(await this.card.transmit(Uint8Array.of(0x00, 0xc0, 0x00, 0x00, sw & 0xff)));
      data = concat(data, next.data);
      sw = next.sw;
    }
    if (sw !== 0x9000) throw new Error(`${hex.slice(0, 10)}: ${sw.toString(16)}`);
    return data;
  }

  /** Short pieces with CLA 10; the status word of the last one, or of the first that is not 9000. */
  async chain(header: string, data: Uint8Array, pieceLength = 255): Promise<string> {
    for (let at = 0; ; at += pieceLength) {
      const piece = data.subarray(at, at + pieceLength);
      const last = at + pieceLength >= data.length;
      const sw = await this.sw(`${last ? '00' : '10'}${header}${toHex(Uint8Array.of(piece.length))}${toHex(piece)}`);
      if (last || sw !== '9000') return sw;
    }
  }

  putData(tag: string, content: Uint8Array): Promise<string> {
    const command = concat(encodeTlv(0x5c, fromHex(tag)), encodeTlv(0x53, content));
    return this.chain('db3fff', command);
  }

  getData(tag: string): Promise<Uint8Array> {
    return this.ok(
      `00cb3fff${toHex(Uint8Array.of(2 + tag.length / 2))}5c${toHex(Uint8Array.of(tag.length / 2))}${tag}00`,
    );
  }

  verify(pin = factoryPin): Promise<string> {
    return this.sw(`0020008008${pin}`);
  }

  /** Mutual authentication; the key is the well-known one unless given. */
  async administer(
    algorithm: SymmetricAlgorithmName = 'AES192',
    key = wellKnownManagementKey(algorithm),
  ): Promise<string> {
    const { id, blockLength } = symmetricAlgorithm(algorithm);
    const p1 = toHex(Uint8Array.of(id));
    // External authentication: the card's challenge is encrypted.
    const challenge = (await this.ok(`0087${p1}9b047c02810000`)).slice(4);
    const answer = encodeTlv(0x7c, encodeTlv(0x82, encryptBlock(algorithm, key, challenge.slice(0, blockLength))));
    return this.sw(`0087${p1}9b${toHex(Uint8Array.of(answer.length))}${toHex(answer)}`);
  }

  /** GENERATE; P1 P2 and the algorithm as hex. Answers the public key template. */
  generate(reference: string, algorithm: string, policies = ''): Promise<Uint8Array> {
    const inner = `8001${algorithm}${policies}`;
    const length = inner.length / 2;
    return this.ok(`004700${reference}${toHex(Uint8Array.of(length + 2))}ac${toHex(Uint8Array.of(length))}${inner}00`);
  }
}
