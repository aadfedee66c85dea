/**
 * `cardwright-agent check`: asks now whether a card is to be updated, whatever was postponed (B20-B23). The machine service asks; this command is
 * any user's. In a terminal it asks back; `--notify` is for the desktop's menu, where the desk part shows the answer.
 */
import { createInterface } from 'node:readline/promises';
import { Command } from 'commander';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { userFolder } from '../desk-link/folder.js';
import type { FromService } from '../desk-link/protocol.js';
import { openInBrowser } from '../desk/browser.js';
import { promptText, tellText } from '../desk/texts.js';
import { AgentHome } from '../home/agent-home.js';
import { Conversation } from './conversation.js';
import { deskFolderOption, homeOption, type DeskFolderOption, type HomeOption } from './home-option.js';

interface CheckOptions extends DeskFolderOption, HomeOption {
  reader?: string;
  notify?: boolean;
}

export function checkCommand(): Command {
  return new Command('check')
    .description('ask now whether your card is to be updated')
    .option('--reader <name>', 'the reader with the card; needed where several have one and nobody can be asked')
    .option('--notify', 'show the answer on the desktop instead of here')
    .addOption(deskFolderOption())
    .addOption(homeOption())
    .action(check);
}

async function check(options: CheckOptions): Promise<void> {
  const service = await Conversation.begin(userFolder(options.deskFolder, AgentHome.resolve(options.home).folder));
  try {
    const showAt = options.notify === true ? 'desk' : 'here';
    let answer = await service.ask({ ask: 'check', readerName: options.reader ?? null, showAt });
    if (answer.say === 'choose')
      answer = await service.ask({ ask: 'check', readerName: await chosenReader(answer.readerNames), showAt });
    if (answer.say === 'refused') throw CardwrightError.fromWire(answer.error);
    if (showAt === 'desk') return;
    if (answer.say === 'nothing') return print(nothingText(answer.why));
    if (answer.say === 'found') await offer(service, answer);
  } finally {
    service.close();
  }
}

async function offer(
  service: Conversation,
  { prompt, readerName }: Extract<FromService, { say: 'found' }>,
): Promise<void> {
  const { summary, body } = promptText({ ...prompt, choice: false }, { markup: false, beginsBy: 'terminal' });
  print(`${summary}\n${body}`);
  if (!(await confirmed())) return print('Nothing was changed.');
  const answer = await service.ask({ ask: 'accept', offerId: prompt.offerId, readerName });
  if (answer.say === 'refused') throw CardwrightError.fromWire(answer.error);
  if (answer.say !== 'open') return;
  const opened =
    hasDesktop() &&
    (await openInBrowser(answer.url, undefined).then(
      () => true,
      () => false,
    ));
  print(opened ? 'Your browser opens.' : `Open this page in a browser:\n${answer.url}`);
}

function nothingText(why: Extract<FromService, { say: 'nothing' }>['why']): string {
  const { summary, body } = tellText(why === 'not-managed' || why === 'disabled' ? 'none' : why);
  return `${summary}. ${body}`;
}

async function chosenReader(readerNames: readonly string[]): Promise<string> {
  const list = readerNames.map((name, index) => `  ${index + 1}  ${name}`).join('\n');
  if (!isTerminal())
    throw new CardwrightError(
      'CARD_AMBIGUOUS',
      onlyInEnglish(`Several cards are in; name a reader with --reader:\n${list}`),
      {
        readers: readerNames,
      },
    );
  const text = await question(`Which card?\n${list}\nNumber: `);
  const name = readerNames[Number(text) - 1];
  if (name === undefined)
    throw new CardwrightError('CARD_AMBIGUOUS', onlyInEnglish(`There is no number ${text.trim()}`));
  return name;
}

/** Without anybody to ask nothing is begun. */
async function confirmed(): Promise<boolean> {
  if (!isTerminal()) return false;
  return /^(ok|o|yes|y)$/i.test((await question('OK or Cancel? ')).trim());
}

async function question(text: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await terminal.question(text);
  } finally {
    terminal.close();
  }
}

const isTerminal = (): boolean => process.stdin.isTTY === true && process.stdout.isTTY === true;
const hasDesktop = (): boolean => process.env['DISPLAY'] !== undefined || process.env['WAYLAND_DISPLAY'] !== undefined;
const print = (text: string): void => void process.stdout.write(`${text}\n`);
