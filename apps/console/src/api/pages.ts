/** What the queries of lists have in common. */
export const pageSize = 50;
/** Lists that other people and agents change under our eyes. */
export const liveMs = 5_000;

export const page = { initialPageParam: undefined as string | undefined };
export const next = (last: { nextCursor: string | null }): string | undefined => last.nextCursor ?? undefined;
export const at = (cursor: string | undefined) => (cursor === undefined ? {} : { cursor });
