/**
 * Workflow code as one bundle: built ahead by the app's `build` script, or from the sources in tests (condition
 * "@cardwright/source": Temporal always bundles in development mode, so a condition of that name would reach
 * production, decision 0001). The error interceptor is part of every bundle.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type Logger } from '@temporalio/worker';
import { failureConverterPath } from './data-converter.js';

/**
 * Exactly one: a bundle made before (production) or the workflows' index in the sources (tests, which may add interceptors of their own by
 * their paths).
 */
export type WorkflowLocation =
  | { bundlePath: string; workflowsPath?: undefined }
  | { workflowsPath: string; interceptorPaths?: readonly string[]; bundlePath?: undefined };

/**
 * Location for a module of an app, given its `import.meta.url`: `dist/workflow-bundle.js` when it runs from dist, and
 * `src/workflows/index.ts` when it runs from src.
 */
export function workflowsOf(moduleUrl: string): WorkflowLocation {
  const path = fileURLToPath(moduleUrl);
  const place = Math.max(path.lastIndexOf('/dist/'), path.lastIndexOf('/src/'));
  if (place < 0) throw new TypeError('not a module below src or dist');
  const inDist = path.startsWith('/dist/', place);
  const root = path.slice(0, place);
  return inDist
    ? { bundlePath: `${root}/dist/workflow-bundle.js` }
    : { workflowsPath: `${root}/src/workflows/index.ts` };
}

/** Throws Error when there is no bundle: the start stops, because a worker without its workflows would fail them. */
export async function workflowBundle(location: WorkflowLocation): Promise<{ codePath: string } | { code: string }> {
  if (location.bundlePath === undefined)
    return { code: await fromSources(location.workflowsPath, location.interceptorPaths) };
  if (!existsSync(location.bundlePath))
    throw new TypeError(`there is no workflow bundle ${location.bundlePath}: run the app's build script`);
  return { codePath: location.bundlePath };
}

/** The code of a bundle. conditions: further export conditions, for bundling from sources. Rejects when a workflow reaches for Node. */
export async function bundleWorkflows(
  workflowsPath: string,
  conditions: readonly string[] = [],
  interceptorPaths: readonly string[] = [],
): Promise<string> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const interceptor = fileURLToPath(new URL(`../sandbox/error-interceptor.${extension}`, import.meta.url));
  const report: string[] = [];
  try {
    const { code } = await bundleWorkflowCode({
      workflowsPath,
      failureConverterPath,
      workflowInterceptorModules: [interceptor, ...interceptorPaths],
      logger: { ...silent, error: (message) => void report.push(message) },
      webpackConfigHook: (config) =>
        conditions.length === 0
          ? config
          : { ...config, resolve: { ...config.resolve, conditionNames: [...conditions, '...'] } },
    });
    return code;
  } catch (error) {
    const text = report.join('\n');
    const why = text.slice(Math.max(0, text.indexOf('ERROR in'))) || (error as Error).message;
    throw new Error(`${workflowsPath} cannot be bundled: ${why}`, { cause: error });
  }
}

/** Bundling takes seconds: once per process and set of paths. */
const bundles = new Map<string, Promise<string>>();
function fromSources(workflowsPath: string, interceptorPaths: readonly string[] = []): Promise<string> {
  const key = [workflowsPath, ...interceptorPaths].join(' ');
  const known = bundles.get(key) ?? bundleWorkflows(workflowsPath, ['@cardwright/source'], interceptorPaths);
  bundles.set(key, known);
  return known;
}

/** Webpack's report matters only when it fails; then it is part of the error. */
const silent: Logger = {
  log: () => undefined,
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
