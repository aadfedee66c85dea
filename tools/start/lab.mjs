/**
 * The lab of `npm start`: its simulated cards, pulled, inserted and swapped as a person would, by the keys of its terminal or by
 * `npm run lab`. Talks to the agent through the socket in its folder (apps/device-edge simulated-socket.ts); there is no other door.
 */
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** @typedef {{ dialect: string, serial: number }} Card */
/** @typedef {{ readers: { readerName: string, card: Card | null }[], outside: Card[] }} Lab */

/** The socket of the agent of `npm start`. @param {string} home  CARDWRIGHT_HOME */
export const labSocket = (home) => join(home, 'agent', 'simulated.sock');

/**
 * One command to the simulated readers. Rejects with what the agent says, or when it is not there.
 * @param {string} socketFile
 * @param {object} command
 * @returns {Promise<any>}
 */
export function ask(socketFile, command) {
  return new Promise((resolve, reject) => {
    const socket = connect(socketFile, () => {
      socket.write(`${JSON.stringify({ id: 1, ...command })}\n`);
      createInterface({ input: socket }).once('line', (line) => {
        socket.destroy();
        const answer = JSON.parse(line);
        if (answer.simulated === 'done') resolve(answer);
        else reject(new Error(answer.reason));
      });
    });
    // Rejecting does nothing any more once there was an answer.
    const away = () =>
      reject(new Error('There are no simulated readers: is `npm start` running, and not with --pcsc?'));
    socket.once('error', away).once('close', away);
  });
}

/** What lies where. @param {string} socketFile @returns {Promise<Lab>} */
export const look = (socketFile) => ask(socketFile, { simulated: 'list' });

/**
 * A reader by its number, its name, or the card in it (serial number or `ykserial:<serial number>`). Throws when it is none of them.
 * @param {Lab} lab
 * @param {string} text
 */
function readerOf(lab, text) {
  const serial = serialOf(strictSerial.exec(text)?.[1] ?? text);
  const found = lab.readers.filter(
    ({ readerName, card }, index) =>
      readerName === text || String(index) === text || (card !== null && card.serial === serial),
  );
  const [reader] = found;
  if (reader === undefined) throw new Error(`${text} is no reader, and no card in one`);
  if (found.length > 1) throw new Error(`${text} fits ${found.map(({ readerName }) => readerName).join(' and ')}`);
  return reader;
}

/** A strict card: one that is out, or a new one. */
const strictSerial = /^strict:(\d{1,10})$/;

/** Undefined for what is none. @param {string} text */
function serialOf(text) {
  const digits = /^(?:ykserial:)?(\d{1,10})$/.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/**
 * `pull <reader or card>`, `insert <reader>`, `insert <card> <reader>`, `swap <reader> <reader>`, or nothing, which only looks.
 * @param {string} socketFile
 * @param {string[]} words
 * @returns {Promise<Lab>} as it is then
 */
export async function handle(socketFile, [what, first, second, ...more]) {
  const lab = await look(socketFile);
  if (what === undefined) return lab;
  if (first === undefined || more.length > 0 || (what === 'swap' && second === undefined)) throw new Error(labUsage);
  if (what === 'pull' && second === undefined)
    await ask(socketFile, { simulated: 'remove', readerName: readerOf(lab, first).readerName });
  else if (what === 'insert') await insert(socketFile, lab, first, second);
  else if (what === 'swap')
    await ask(socketFile, {
      simulated: 'swap',
      readerNames: [readerOf(lab, first).readerName, readerOf(lab, String(second)).readerName],
    });
  else throw new Error(labUsage);
  return look(socketFile);
}

/** @param {string} socketFile @param {Lab} lab @param {string} first @param {string | undefined} reader */
async function insert(socketFile, lab, first, reader) {
  if (reader === undefined)
    return ask(socketFile, { simulated: 'insert', readerName: readerOf(lab, first).readerName });
  const named = strictSerial.exec(first)?.[1];
  const serial = serialOf(named ?? first);
  if (serial === undefined) throw new Error(`${first} is no serial number`);
  // Of its own dialect, where it is one that was here; else a new one as the agent makes them, unless a strict one was asked for.
  const card = lab.outside.find((one) => one.serial === serial && (named === undefined || one.dialect === 'strict'));
  const dialect = named !== undefined ? { dialect: 'strict' } : card === undefined ? {} : { dialect: card.dialect };
  return ask(socketFile, { simulated: 'insert', readerName: readerOf(lab, reader).readerName, serial, ...dialect });
}

export const labUsage = `npm run lab                            what is in the readers
npm run lab pull <reader or card>      takes the card out, in the middle of whatever it does
npm run lab insert <reader>            puts the card in again that was in this reader last
npm run lab insert <card> <reader>     a card that is out, or a new blank one with this serial number; strict:20000001 to
                                       strict:20000016: a card with the NIST commands alone, of the stock batch of the demo
npm run lab swap <reader> <reader>     the cards of two readers change places
npm run lab link                       a new link that signs a visitor in as a cardholder, once, within a minute
A reader is its number or name, a card its serial number.`;

/** One line per reader. @param {Lab} lab */
export function describe({ readers, outside }) {
  const cardText = (/** @type {Card} */ card) =>
    card.dialect === 'vendor' ? `ykserial:${card.serial}` : `${card.dialect}:${card.serial}`;
  const lines = readers.map(({ readerName, card }) => `${readerName}: ${card === null ? 'empty' : cardText(card)}`);
  if (outside.length > 0) lines.push(`on the table: ${outside.map(cardText).join(', ')}`);
  return lines.join('\n');
}
