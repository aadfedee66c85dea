/** What makes passkeys in a saga: the ways to one, and what they have in common. */
import { AgentPasskeys } from './agent-passkey.js';
import { BrowserPasskeyCards } from './browser-passkey.js';
import { IssuePasskey } from './issue-passkey.js';
import { PagePasskeys } from './page-passkey.js';
import { PasskeyTries } from './passkey-tries.js';
import { PlatformPasskeys } from './platform-passkey.js';

export const passkeyProviders = [
  AgentPasskeys,
  BrowserPasskeyCards,
  IssuePasskey,
  PagePasskeys,
  PasskeyTries,
  PlatformPasskeys,
];
