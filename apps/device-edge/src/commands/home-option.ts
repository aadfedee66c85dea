/** `--home` of every command. */
import { Option } from 'commander';

export const homeOption = (): Option =>
  new Option('--home <folder>', "the agent's folder")
    .env('CARDWRIGHT_AGENT_HOME')
    .default(undefined, '~/.cardwright-agent');

export interface HomeOption {
  home?: string;
}

/** `--desk-folder` of the machine service and of users' processes, which must name the same one. */
export const deskFolderOption = (): Option =>
  new Option('--desk-folder <folder>', 'where the service and the desk parts of sessions meet').env(
    'CARDWRIGHT_DESK_FOLDER',
  );

export interface DeskFolderOption {
  deskFolder?: string;
}
