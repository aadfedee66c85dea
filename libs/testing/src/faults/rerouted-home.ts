/** An enrolled home whose way to the server leads through something of the spec's. */
import { AgentHome, type AgentConfig } from '@cardwright/device-edge/home/agent-home';

export class ReroutedHome extends AgentHome {
  constructor(
    folder: string,
    private readonly natsUrl: string | undefined,
  ) {
    super(folder);
  }
  override async config(): Promise<AgentConfig | undefined> {
    const config = await super.config();
    return config === undefined || this.natsUrl === undefined ? config : { ...config, natsUrl: this.natsUrl };
  }
}
