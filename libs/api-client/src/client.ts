/**
 * The REST API, typed by its OpenAPI document: each operation by its method and path, with `{ params: { path, query, header }, body }`. The shapes
 * in generated/schema.ts come from that document (`npm run generate -w libs/api-client`). Signs nobody in: the `fetch` that is given adds
 * what each request needs, and may throw for what is no good answer.
 */
import createClient, {
  type Client,
  type ClientOptions,
  type ClientPathsWithMethod,
  type FetchResponse,
  type MaybeOptionalInit,
} from 'openapi-fetch';
import type { paths } from './generated/schema.js';

export type { components, paths } from './generated/schema.js';

export type RestClient = Client<paths>;
export type Method = 'get' | 'post' | 'patch' | 'delete';
export type PathsWith<Of extends Method> = ClientPathsWithMethod<RestClient, Of>;

export const restClient = (options: ClientOptions): RestClient => createClient<paths>(options);

/** The JSON of a good answer, or what `parseAs` of the init asks for. */
export type Answer<Path extends keyof paths, Of extends Method, Init = unknown> =
  paths[Path][Of] extends Record<string | number, unknown>
    ? NonNullable<FetchResponse<paths[Path][Of], Init, 'application/json'>['data']>
    : never;

/** Asks for one operation; where it needs no parameter and no body, nothing is said of them. */
export type Ask<Of extends Method> = <Path extends PathsWith<Of>, Init extends MaybeOptionalInit<paths[Path], Of>>(
  path: Path,
  ...init: undefined extends Init ? [init?: Init] : [init: Init]
) => Promise<Answer<Path, Of, Init>>;

/** Lists that are given in pages. */
export type ListPath = {
  [Path in PathsWith<'get'>]: Answer<Path, 'get'> extends { rows: unknown[]; nextCursor: string | null } ? Path : never;
}[PathsWith<'get'>];
export type RowOf<Path extends ListPath> = Answer<Path, 'get'> extends { rows: (infer Row)[] } ? Row : never;
export type QueryOf<Path extends PathsWith<'get'>> = NonNullable<paths[Path]['get']['parameters']['query']>;
