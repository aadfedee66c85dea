import { describe, expect, it } from '@jest/globals';
import { installCommand, takesPackages } from './install-command.js';

describe('installing', () => {
  it.each([
    ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36', true],
    ['Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0', true],
    ['Mozilla/5.0 (Wayland; Linux aarch64; rv:153.0) Gecko/20100101 Firefox/153.0', true],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
      false,
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15',
      false,
    ],
    [
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36',
      false,
    ],
    [
      'Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
      false,
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1',
      false,
    ],
  ])('[B11] %s: %s', (userAgent, takes) => expect(takesPackages(userAgent)).toBe(takes));

  it('[B11] nothing is installed that did not arrive whole', () => {
    const file = 'cardwright-agent_0.1.0-1_amd64.deb';
    const url = `https://cards.example.org/agent-packages/${file}`;
    expect(installCommand({ architecture: 'amd64', version: '0.1.0-1', file, url, bytes: 3, sha256Hex: 'ab12' })).toBe(
      `curl -fLO ${url} && echo "ab12  ${file}" | sha256sum -c && sudo apt-get install ./${file}`,
    );
  });
});
