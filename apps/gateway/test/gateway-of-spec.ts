/** The gateway that the tests of one file share. Before each of them its stand-ins have no answers and have seen nothing. */
import { afterAll, beforeEach } from '@jest/globals';
import { type GatewayFixture, startGatewayFixture } from './gateway-fixture.js';

interface GatewayOfSpec {
  gateway: GatewayFixture;
  /** Ada's, an issuance operator. */
  token: string;
  /** Name and body of what the stand-ins have seen, newest last. */
  asked: () => [name: string, body: unknown][];
}

/** For the head of the file, before its tests. */
export async function startGatewayOfSpec(): Promise<GatewayOfSpec> {
  const gateway = await startGatewayFixture();
  afterAll(() => gateway.stop());
  beforeEach(() => {
    gateway.answers.clear();
    gateway.seen.length = 0;
  });
  return {
    gateway,
    token: await gateway.token(),
    asked: () => gateway.seen.map(({ name, envelope }) => [name, envelope.body]),
  };
}
