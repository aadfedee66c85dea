/** What a command asks the agent that runs on this computer: one question, one answer. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { connectToService, type ServiceLink } from '../desk-link/connect.js';
import type { FromService, FromUser } from '../desk-link/protocol.js';

/** The server has 5 s for an answer. */
const answerMs = 20_000;

export class Conversation {
  private constructor(
    private readonly link: ServiceLink,
    private readonly waiting: { answered: (message: FromService) => void; ended: () => void },
  ) {}

  /** Throws EDGE_UNREACHABLE where no agent runs. */
  static async begin(folder: string): Promise<Conversation> {
    const waiting = { answered: (_: FromService): void => undefined, ended: (): void => undefined };
    const link = await connectToService(folder, 'check', {
      message: (message) => waiting.answered(message),
      end: () => waiting.ended(),
    });
    return new Conversation(link, waiting);
  }

  /** Throws EDGE_UNREACHABLE. */
  ask(question: FromUser, withinMs = answerMs): Promise<FromService> {
    return new Promise((resolve, reject) => {
      const failed = (reason: string): void => reject(new CardwrightError('EDGE_UNREACHABLE', onlyInEnglish(reason)));
      const timer = setTimeout(() => failed('The card service of this computer does not answer'), withinMs);
      this.waiting.answered = (message) => {
        clearTimeout(timer);
        // The card was taken out.
        if (message.say === 'withdraw') failed('The card was taken out');
        else resolve(message);
      };
      this.waiting.ended = () => {
        clearTimeout(timer);
        failed('The card service of this computer ended');
      };
      this.link.send(question);
    });
  }

  close(): void {
    this.link.close();
  }
}
