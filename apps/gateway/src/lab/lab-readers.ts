/**
 * The simulated readers of `npm start`, through the socket of its agent (LAB_READERS_SOCKET). A production gateway has none of this: the
 * variable is not set there, and is refused on an address that others can reach.
 */
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { SimulatedAnswer, SimulatedCommand, SimulatedLab } from '@cardwright/contracts/lab/simulated-readers';
import { say } from '@cardwright/contracts/words/say';
import { Inject, Injectable } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/config.js';

type WithoutId<Command> = Command extends SimulatedCommand ? Omit<Command, 'id'> : never;

@Injectable()
export class LabReaders {
  constructor(@Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig) {}

  async look(): Promise<SimulatedLab> {
    const { readers = [], outside = [] } = await this.ask({ simulated: 'list' });
    return { readers, outside };
  }

  /** Answers how it is then. Throws REQUEST_CONFLICT with the agent's reason, EDGE_UNREACHABLE. */
  async do(command: WithoutId<SimulatedCommand>): Promise<SimulatedLab> {
    const { simulated, reason } = await this.ask(command);
    if (simulated === 'failed')
      throw new CardwrightError('REQUEST_CONFLICT', say('access.cannot-be-done', { reason: reason ?? '' }));
    return this.look();
  }

  private ask(command: WithoutId<SimulatedCommand>): Promise<SimulatedAnswer> {
    return new Promise((resolve, reject) => {
      const socket = connect(this.config.labReadersSocket ?? '', () => {
        socket.write(`${JSON.stringify({ ...command, id: 1 })}\n`);
        createInterface({ input: socket }).once('line', (line) => {
          socket.destroy();
          resolve(JSON.parse(line) as SimulatedAnswer);
        });
      });
      // After an answer this changes nothing.
      const away = (): void => reject(new CardwrightError('EDGE_UNREACHABLE'));
      socket.once('error', away).once('close', away);
    });
  }
}
