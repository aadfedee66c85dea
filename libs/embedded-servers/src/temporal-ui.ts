/**
 * Runs Temporal's own UI as its own process, with everything switched off that would go around the audit (design.md 2 and 3):
 * terminate, reset, Temporal's own cancel, start and batch. Updates (`retry`, `cancel`, `moveToWorkstation`) stay.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findBinary, type Progress } from './binary-finder.js';
import { onFreePorts } from './ports.js';
import { startProcess, type ManagedProcess, type Stoppable } from './process.js';

export interface TemporalUiOptions {
  stateDir: string;
  temporalAddress: string;
  namespace: string;
  /** Public URL of the gateway's codec endpoint; the browser calls it with the session cookie. */
  codecEndpoint?: string;
  /** As browsers reach it, behind the gateway's sign-in; default: the server itself. */
  publicUrl?: string;
  port?: number;
  progress?: Progress;
}

export interface TemporalUi extends Stoppable {
  url: string;
  process: ManagedProcess;
}

/** What is switched off in the UI; docker-compose.yml carries the same switches as environment variables (a spec compares them). */
export const temporalUiSwitches = {
  workflowTerminateDisabled: true,
  workflowResetDisabled: true,
  // Not switched off: without one of terminate, reset and signal this UI greys out the whole menu, updates included. Sagas take signals
  // that decide nothing (look at the card again); docs/stuck-sagas.md.
  workflowSignalDisabled: false,
  // Temporal's own cancel would pass by the audit; the saga's `cancel` update does the same, audited.
  workflowCancelDisabled: true,
  startWorkflowDisabled: true,
  batchActionsDisabled: true,
  activityCommandsDisabled: true,
  notifyOnNewVersion: false,
} as const;

export async function startTemporalUi(options: TemporalUiOptions): Promise<TemporalUi> {
  const directory = join(options.stateDir, 'temporal-ui');
  await mkdir(directory, { recursive: true });
  const { path } = await findBinary('temporal-ui-server', options.progress ? { progress: options.progress } : {});
  return onFreePorts({ port: options.port }, async ({ port }) => {
    const url = `http://127.0.0.1:${port}`;
    // YAML reads JSON.
    await writeFile(join(directory, 'cardwright.yaml'), JSON.stringify(uiConfig(options, port, url), null, 2));
    const process = await startProcess({
      name: 'Temporal UI',
      command: path,
      args: ['--root', '/', '--config', directory, '--env', 'cardwright', 'start'],
      logFile: join(options.stateDir, 'logs', 'temporal-ui.log'),
      listensOn: [port],
      ready: async () => (await fetch(`${url}/api/v1/settings`)).ok,
      readyTimeoutMs: 20_000,
    });
    return { url, process, stop: () => process.stop() };
  });
}

function uiConfig(options: TemporalUiOptions, port: number, url: string): object {
  return {
    temporalGrpcAddress: options.temporalAddress,
    host: '127.0.0.1',
    port,
    enableUi: true,
    defaultNamespace: options.namespace,
    ...temporalUiSwitches,
    // The cookie is for plain HTTP on loopback; docker-compose puts TLS in front and leaves this off.
    cors: { allowOrigins: [options.publicUrl ?? url], cookieInsecure: true },
    codec: options.codecEndpoint
      ? {
          endpoint: options.codecEndpoint,
          includeCredentials: true,
          defaultErrorMessage: 'Sign in to Cardwright in this browser to read this',
        }
      : {},
  };
}
