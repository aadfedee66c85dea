/**
 * `cardwright-agent explain`: which source decided each setting and what the others said, what is broken, and what will happen for the card in
 * the reader. The running agent is asked, since its user and its environment count; where none runs, the sources are read as it would.
 */
import { Command } from 'commander';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { userFolder } from '../desk-link/folder.js';
import type { Explanation } from '../desk-link/protocol.js';
import { AgentHome } from '../home/agent-home.js';
import { policyReport } from '../policies/policy-report.js';
import { othersPolicies, systemPolicies } from '../policies/system-sources.js';
import { Conversation } from './conversation.js';
import { explanationText } from './explanation-text.js';
import { deskFolderOption, homeOption, isClosedToUs, type DeskFolderOption, type HomeOption } from './home-option.js';

interface ExplainOptions extends DeskFolderOption, HomeOption {
  json?: boolean;
}

const answerMs = 10_000;

export function explainCommand(): Command {
  return new Command('explain')
    .description('which policy or file decided each setting, and what will happen for the card in the reader')
    .option('--json', 'for programs')
    .addOption(deskFolderOption())
    .addOption(homeOption())
    .action(async (options: ExplainOptions) => {
      const home = AgentHome.resolve(options.home);
      const explanation = (await askAgent(userFolder(options.deskFolder, home.folder))) ?? (await byOurselves(home));
      process.stdout.write(
        options.json === true ? `${JSON.stringify(explanation, null, 2)}\n` : explanationText(explanation, new Date()),
      );
      if (explanation.report.hold !== null) process.exitCode = 1;
    });
}

/** undefined: no agent runs here, or it is of a release that cannot be asked. */
async function askAgent(folder: string): Promise<Explanation | undefined> {
  try {
    const agent = await Conversation.begin(folder);
    try {
      const message = await agent.ask({ ask: 'explain' }, answerMs);
      return message.say === 'explained' ? message.explanation : undefined;
    } finally {
      agent.close();
    }
  } catch (error) {
    if (!isCardwrightError(error, 'EDGE_UNREACHABLE')) throw error;
    return undefined;
  }
}

async function byOurselves(home: AgentHome): Promise<Explanation> {
  // The folder of a service is closed to people: then it is not known with which server it is enrolled.
  const config = await home.config().catch(() => undefined);
  const policies = await ((await isClosedToUs(home)) ? othersPolicies : systemPolicies)(home.settingsFile);
  return { report: policyReport(policies, config?.serverUrl), running: false, connected: false, cards: null };
}
