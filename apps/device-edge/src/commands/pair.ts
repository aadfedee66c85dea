/**
 * `cardwright-agent pair`: shows a code that connects the portal in a browser with this computer, for where no window can go between the two
 * (docs/decisions/0012). For whoever is at the computer; the machine service makes the code.
 */
import { Command } from 'commander';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { showTypedCode } from '@cardwright/contracts/workstation/typed-code';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { userFolder } from '../desk-link/folder.js';
import { AgentHome } from '../home/agent-home.js';
import { Conversation } from './conversation.js';
import { deskFolderOption, homeOption, type DeskFolderOption, type HomeOption } from './home-option.js';

export function pairCommand(): Command {
  return new Command('pair')
    .description('show a code that connects the portal in your browser with this computer')
    .addOption(deskFolderOption())
    .addOption(homeOption())
    .action(pair);
}

async function pair(options: DeskFolderOption & HomeOption): Promise<void> {
  const service = await Conversation.begin(userFolder(options.deskFolder, AgentHome.resolve(options.home).folder));
  try {
    const answer = await service.ask({ ask: 'pair' });
    if (answer.say === 'refused') throw CardwrightError.fromWire(answer.error);
    if (answer.say !== 'pair-code')
      throw new CardwrightError('EDGE_UNREACHABLE', onlyInEnglish('The card service answered something else'));
    process.stdout.write(
      `${showTypedCode(answer.code)}\nType this code into the portal within ${answer.seconds / 60} minutes. Give it to nobody: it lets a browser use the cards in this computer.\n`,
    );
  } finally {
    service.close();
  }
}
