/** `--home` of every command. */
import { constants } from 'node:fs/promises';
import { Option } from 'commander';
import { AgentHome } from '../home/agent-home.js';
import { isClosed } from '../policies/seen-from-outside.js';

export const homeOption = (): Option =>
  new Option('--home <folder>', "the agent's folder")
    .env('CARDWRIGHT_AGENT_HOME')
    .default(undefined, '~/.cardwright-agent');

export interface HomeOption {
  home?: string;
}

/** Throws where the folder is closed to this user, and says who may ask; one that is not there yet is open. command: as it was typed. */
export async function openHome({ home: option }: HomeOption, command: string): Promise<AgentHome> {
  const home = AgentHome.resolve(option);
  if (await isClosedToUs(home))
    throw new Error(
      `The agent of this computer runs as a service, and its folder ${home.folder} is closed to you: run \`sudo cardwright-agent ${command}\`. What anybody may ask: \`cardwright-agent explain\` and \`check\`.`,
    );
  return home;
}

export const isClosedToUs = ({ folder }: AgentHome): Promise<boolean> =>
  isClosed(folder, constants.R_OK | constants.X_OK);

/** `--desk-folder` of the machine service and of users' processes, which must name the same one. */
export const deskFolderOption = (): Option =>
  new Option('--desk-folder <folder>', 'where the service and the desk parts of sessions meet').env(
    'CARDWRIGHT_DESK_FOLDER',
  );

export interface DeskFolderOption {
  deskFolder?: string;
}
