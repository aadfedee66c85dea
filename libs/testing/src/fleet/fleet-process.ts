/** One process of a fleet from the view of whoever runs it. */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FleetAnswer, FleetOrder } from './words.js';

/** What was built: specs run the source, and a child of theirs would not know how. */
const program = fileURLToPath(new URL('../../dist/fleet/main.js', import.meta.url));

export class FleetProcess {
  private readonly waiting = new Map<number, { resolve: (body: never) => void; reject: (error: Error) => void }>();
  private orderId = 0;

  private constructor(private readonly child: ChildProcess) {
    child.on('message', (answer: FleetAnswer) => {
      const asked = this.waiting.get(answer.orderId);
      this.waiting.delete(answer.orderId);
      if ('failed' in answer) asked?.reject(new Error(answer.failed));
      else asked?.resolve(answer.body as never);
    });
    child.once('exit', (code, signal) => {
      for (const { reject } of this.waiting.values())
        reject(new Error(`a process of the fleet ended with ${code ?? signal}`));
    });
  }

  /** userId: of a process that is another user's. */
  static start(userId?: number): FleetProcess {
    const user = userId === undefined ? {} : { uid: userId, gid: userId };
    return new FleetProcess(fork(program, [], { execArgv: ['--max-old-space-size=2048'], ...user }));
  }

  order<Body = undefined>(order: FleetOrder): Promise<Body> {
    const orderId = ++this.orderId;
    return new Promise((resolve, reject) => {
      this.waiting.set(orderId, { resolve, reject });
      this.child.send({ ...order, orderId });
    });
  }

  /** Its agents say goodbye. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    await this.order({ order: 'stop' }).catch(() => undefined);
    this.child.disconnect();
    await ended;
  }
}
