/** Inputs of /me/sessions. */
import { Flag, Text } from './fields.js';

export class SessionParam {
  @Text(16, { pattern: /^[0-9A-F]{16}$/ })
  sessionId: string;
}
export class EndSessionsQuery {
  @Flag({ optional: true, description: 'All but the session that asks' })
  others?: boolean;
}
