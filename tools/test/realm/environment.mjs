/**
 * Jest's environment in which specs run in Node's own realm instead of a context of their own. In a context each use of a global is looked up by an
 * interceptor, and every package is loaded anew for each file: together they cost a third of the time of all suites. What a spec file changes in
 * the realm (globals, process.env, listeners of the process) is put back behind it.
 */
import vm from 'node:vm';
import { LegacyFakeTimers, ModernFakeTimers } from '@jest/fake-timers';
import { ModuleMocker } from 'jest-mock';

/** Stands for the realm where jest asks for a context. */
const ownRealm = { is: 'the own realm' };

/** @param {Record<string, unknown> | undefined} options @param {string} name */
const without = (options, name) => (options?.[name] === ownRealm ? { ...options, [name]: undefined } : options);

if (!Object.hasOwn(vm, 'runsInOwnRealm')) {
  const { SourceTextModule, SyntheticModule, compileFunction } = vm;
  Object.assign(vm, {
    runsInOwnRealm: true,
    SourceTextModule: class extends SourceTextModule {
      constructor(code, options) {
        super(code, without(options, 'context'));
      }
    },
    SyntheticModule: class extends SyntheticModule {
      constructor(names, evaluate, options) {
        super(names, evaluate, without(options, 'context'));
      }
    },
    compileFunction: (code, parameters, options) =>
      compileFunction(code, parameters, without(options, 'parsingContext')),
  });
}

export default class OwnRealm {
  global = globalThis;
  fakeTimers;
  fakeTimersModern;
  moduleMocker = new ModuleMocker(globalThis);
  #conditions;
  #before = remembered();

  constructor({ projectConfig }) {
    this.#conditions = projectConfig.testEnvironmentOptions.customExportConditions;
    Error.stackTraceLimit = 100;
    const timerConfig = { idToRef: (id) => id, refToId: (timer) => timer };
    const { moduleMocker } = this;
    this.fakeTimers = new LegacyFakeTimers({ config: projectConfig, global: globalThis, moduleMocker, timerConfig });
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
  }

  async setup() {}

  async teardown() {
    this.fakeTimers.dispose();
    this.fakeTimersModern.dispose();
    this.#before();
  }

  exportConditions() {
    return this.#conditions;
  }

  getVmContext() {
    return ownRealm;
  }
}

/** Puts back what is there now. */
function remembered() {
  const globals = new Map(
    Reflect.ownKeys(globalThis).map((key) => [key, Object.getOwnPropertyDescriptor(globalThis, key)]),
  );
  const env = { ...process.env };
  const { exit, exitCode } = process;
  const listeners = new Map(process.eventNames().map((name) => [name, process.rawListeners(name)]));
  return () => {
    for (const key of Reflect.ownKeys(globalThis)) {
      const [was, is] = [globals.get(key), Object.getOwnPropertyDescriptor(globalThis, key)];
      if (!is?.configurable) continue;
      if (was === undefined) delete globalThis[key];
      // A global that Node loads at its first use is no change.
      else if ('value' in was && was.value !== is.value) Object.defineProperty(globalThis, key, was);
    }
    for (const name of Object.keys(process.env)) if (!Object.hasOwn(env, name)) delete process.env[name];
    Object.assign(process.env, env);
    process.exit = exit;
    process.exitCode = exitCode;
    for (const name of process.eventNames())
      for (const listener of process.rawListeners(name))
        if (!listeners.get(name)?.includes(listener)) process.removeListener(name, listener);
  };
}
