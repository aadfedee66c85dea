/**
 * Jest's environment for Node, in which Ed25519 is reckoned outside of jest's context. Inside, where each use of a global is looked up anew, the
 * signatures of one installation's NATS accounts cost more than anything else in the start of an integration spec. tweetnacl.cjs hands it over.
 */
import { TestEnvironment } from 'jest-environment-node';
import tweetnacl from 'tweetnacl';

export default class extends TestEnvironment {
  /** @param {ConstructorParameters<typeof TestEnvironment>[0]} config @param {ConstructorParameters<typeof TestEnvironment>[1]} context */
  constructor(config, context) {
    super(config, context);
    Object.assign(this.global, { tweetnacl });
  }
}
