/** Inputs of /bridge. */
import { Text } from './fields.js';

export class BridgeCodeBody {
  @Text(43, { pattern: /^[A-Za-z0-9_-]{43}$/, description: 'As it stands in the fragment of `/paired`' })
  code: string;
}
export class TypedCodeBody {
  @Text(20, { description: 'Eight letters and digits, in any case, with or without a dash' })
  code: string;
}
