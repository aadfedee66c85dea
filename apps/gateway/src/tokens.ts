/** Injection tokens of the gateway's values that are not classes. */
export const GATEWAY_CONFIG = Symbol('GatewayConfig');
