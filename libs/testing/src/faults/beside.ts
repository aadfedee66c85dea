/**
 * Another program that has the card open while a flow is cut, as a browser does, and says something to it whenever it may. Fault harness
 * only; requirement A13.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { OtherProgram } from '@cardwright/device-edge/reader/simulated-readers';
import { waitFor } from '@cardwright/embedded-servers/process';
import { commandOfTheOther } from './watched-card.js';
import type { Workstation } from './workstation.js';

const everyMs = 20;

/** Runs work with the other program beside it. answered: how often the card has answered it. */
export async function withOtherProgram<Value>(
  { openElsewhere }: Pick<Workstation, 'openElsewhere'>,
  readerName: string,
  work: () => Promise<Value>,
): Promise<{ value: Value; answered: number }> {
  if (openElsewhere === undefined) throw new Error('a program beside the agent needs simulated readers');
  let other: OtherProgram | undefined;
  // The agent may be reading the card.
  const opened = await waitFor(async () => {
    try {
      other = openElsewhere(readerName);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
    return other !== undefined;
  }, 10_000);
  if (!opened || other === undefined) throw new Error(`the card in ${readerName} does not become free`);
  let over = false;
  let answered = 0;
  const uses = async (program: OtherProgram): Promise<void> => {
    while (!over) {
      try {
        await program.transmit(commandOfTheOther);
        answered += 1;
      } catch (error) {
        // Out of the reader, or cut: the program opens it again when it is back.
        const isOut = isCardwrightError(error, 'CARD_REMOVED') || (error as Error).name === 'PowerLostError';
        if (!isOut) throw error;
      }
      await delay(everyMs);
    }
  };
  const using = uses(other);
  try {
    return { value: await work(), answered };
  } finally {
    over = true;
    await using;
    other.leave();
  }
}
