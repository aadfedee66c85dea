/** The agent's part of the workstation bridge, joined. An agent whose door cannot be opened still serves its readers. */
import type { BridgeAnswer } from '@cardwright/contracts/workstation/bridge';
import { Bridge } from '../bridge/bridge.js';
import { BridgeDoor } from '../bridge/bridge-door.js';
import { fetchGatewayKeys, GatewayKeys } from '../bridge/gateway-keys.js';
import { socketOwner } from '../bridge/socket-owner.js';
import type { Log } from '../log/log.js';
import type { ActiveSession } from '../sessions/sessions.port.js';

interface BridgeLinkOptions {
  serverUrl: string;
  caPem: string;
  active: () => Promise<ActiveSession | null | undefined>;
  answer: (answer: BridgeAnswer) => Promise<{ accepted: boolean }>;
  log: Log;
}

export class BridgeLink {
  private readonly door: BridgeDoor;

  constructor(private readonly options: BridgeLinkOptions) {
    const { serverUrl, caPem, active, answer, log } = options;
    const runningMs = (): number => performance.now();
    const keys = new GatewayKeys(() => fetchGatewayKeys(serverUrl, caPem), runningMs);
    const bridge = new Bridge({
      verify: (text) => keys.verify(text),
      active,
      ownerOf: socketOwner,
      ownUserId: process.getuid?.() ?? -1,
      answer,
      runningMs,
      log,
    });
    this.door = new BridgeDoor((challenge, connection) => bridge.pair(challenge, connection), log);
  }

  /** For `status` and `doctor`: where the door is, and whether it is open; absent: nobody has asked for one. */
  report: { port: number; open: boolean } | undefined;

  /** port: 0 leaves the door shut. Where no system says whose a connection is, everybody would be refused: shut too. */
  async open(port: number): Promise<void> {
    const { log } = this.options;
    if (port === 0) return;
    this.report = { port, open: false };
    if (process.platform !== 'linux') return log('info', 'the portal finds no agent by itself on this system');
    await this.door.open(port).then(
      () => {
        this.report = { port, open: true };
        log('info', 'the portal finds this agent', { port });
      },
      (error: Error) => log('warn', 'the portal cannot find this agent', { port, reason: error.message }),
    );
  }

  close(): Promise<void> {
    return this.door.close();
  }
}
