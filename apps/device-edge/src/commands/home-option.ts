/** `--home` of every command. */
import { Option } from 'commander';

export const homeOption = (): Option =>
  new Option('--home <folder>', "the agent's folder")
    .env('CARDWRIGHT_AGENT_HOME')
    .default(undefined, '~/.cardwright-agent');

export interface HomeOption {
  home?: string;
}
