/** What changed between two versions of a profile. Pure. Rows of `credentials` are matched by container, not by place. */
import { canonicalJson } from '@cardwright/contracts/canonical-json';

export interface ProfileChange {
  /** `/credentials/authentication/algorithm`. */
  path: string;
  /** Left out of the JSON where the old version had no value. */
  before: unknown;
  after: unknown;
}

type Members = Record<string, unknown>;

export function diffProfiles(before: unknown, after: unknown, path = ''): ProfileChange[] {
  const [left, right] = [membersOf(before), membersOf(after)];
  if (left !== null && right !== null)
    return [...new Set([...Object.keys(left), ...Object.keys(right)])]
      .sort()
      .flatMap((key) => diffProfiles(left[key], right[key], `${path}/${key}`));
  const same =
    before === undefined || after === undefined ? before === after : canonicalJson(before) === canonicalJson(after);
  return same ? [] : [{ path: path || '/', before: before ?? null, after: after ?? null }];
}

/** Members to compare one by one; null for a value that is compared as a whole. */
function membersOf(value: unknown): Members | null {
  if (value === null || typeof value !== 'object') return null;
  if (!Array.isArray(value)) return value as Members;
  const named = value.filter(
    (row): row is { container: string } => typeof (row as { container?: unknown } | null)?.container === 'string',
  );
  return named.length === value.length && value.length > 0
    ? Object.fromEntries(named.map((row) => [row.container, row]))
    : null;
}
