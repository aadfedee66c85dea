/**
 * Windows names the session of each program in its environment: `Console` in front of the computer, otherwise how it comes over the network
 * (`RDP-Tcp#3` of Remote Desktop, `ICA-Tcp#1` of Citrix). A service has none.
 */
export function remoteWindowsSession(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const name = env['SESSIONNAME'];
  return name === undefined || name === '' || name.toLowerCase() === 'console' ? undefined : name;
}

/** Whether this program runs in somebody's session of Windows, where it can open a window; a service cannot. */
export const isInWindowsSession = (
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
): boolean => platform === 'win32' && (env['SESSIONNAME'] ?? '') !== '';
