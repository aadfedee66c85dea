import { describe, expect, it } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ServerVersions } from '@cardwright/contracts/workstation/versions';
import { VersionWatch } from './version-watch.js';

const supported = { serverVersion: '0.3.0', minimumAgentVersion: '0.1.0' };
const newer = { serverVersion: '0.3.0', minimumAgentVersion: '0.2.0' };

function watch(answer: () => Promise<ServerVersions>) {
  const log: string[] = [];
  const seen = { asked: 0, changes: 0 };
  const versions = new VersionWatch({
    ask: () => {
      seen.asked += 1;
      return answer();
    },
    changed: () => (seen.changes += 1),
    log: (level, message, fields = {}) => log.push(`${level} ${message} ${JSON.stringify(fields)}`),
  });
  return { versions, log, seen };
}

describe('[B12] what an agent knows of versions', () => {
  it('is said once, however often the server says it; and when it is over', async () => {
    let answer = newer;
    const { versions, log, seen } = watch(() => Promise.resolve(answer));
    expect(versions.report.state).toBe('unknown');
    await versions.ask();
    versions.refused(newer);
    await versions.ask();
    expect(versions.report).toMatchObject({ state: 'agent-outdated', serverVersion: '0.3.0' });
    answer = supported;
    await versions.ask();
    expect(versions.report.state).toBe('supported');
    expect(log).toEqual([
      'warn agent 0.1.0 is too old: the server (0.3.0) needs 0.2.0 or later, and offers and begins nothing here until then {"code":"EDGE_OUTDATED"}',
      'info agent 0.1.0, server 0.3.0 {}',
    ]);
    expect(seen.changes).toBe(2);
  });

  it('a check that is answered again: the server is asked how it is now, and not where nothing was wrong', async () => {
    const { versions, seen } = watch(() => Promise.resolve(supported));
    versions.refused(newer);
    versions.served();
    await versions.ask();
    expect({ asked: seen.asked, state: versions.report.state }).toEqual({ asked: 1, state: 'supported' });
    versions.served();
    expect(seen.asked).toBe(1);
  });

  it('a server that does not answer, or with what is no version: nothing is said of it', async () => {
    const away = watch(() => Promise.reject(new CardwrightError('REQUEST_SERVICE_UNAVAILABLE')));
    await away.versions.ask();
    expect(away.versions.report.state).toBe('unknown');
    expect(away.log).toEqual(['info the server did not say its version {"code":"REQUEST_SERVICE_UNAVAILABLE"}']);
    const odd = watch(() => Promise.resolve({ serverVersion: 'new', minimumAgentVersion: '0.2.0' }));
    await odd.versions.ask();
    expect(odd.versions.report.state).toBe('unknown');
    expect(odd.seen.changes).toBe(0);
  });

  it('a server that is older than this agent needs is named', async () => {
    const { versions, log } = watch(() => Promise.resolve({ serverVersion: '0.0.9', minimumAgentVersion: '0.0.1' }));
    await versions.ask();
    expect(versions.report.state).toBe('server-outdated');
    expect(log).toEqual(['warn the server (0.0.9) is too old: agent 0.1.0 needs 0.1.0 or later {}']);
  });
});
