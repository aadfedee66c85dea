/** A security key that Chromium makes up at the computer of a page (WebAuthn Level 3 section 11). It holds passkeys, and somebody who is verified touches it at once. */
import type { CDPSession, Page } from 'playwright-core';

export async function plugInVirtualKey(page: Page): Promise<{ devtools: CDPSession; authenticatorId: string }> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'usb', hasResidentKey: true, hasUserVerification: true },
      ...{ isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
  return { devtools, authenticatorId };
}
