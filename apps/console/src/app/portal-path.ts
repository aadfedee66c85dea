/** Where a cardholder finds in the portal what operators have a page for. Pure. */

/** path: of an operators' page. null: the start, which leads each person to their own. */
export function portalPathOf(path: string): string | null {
  const [, first, id, ...more] = path.split('/');
  if (first === '' || first === undefined) return null;
  if (id !== undefined && id !== '' && more.length === 0) {
    if (first === 'devices') return `/mine/${id}`;
    if (first === 'sagas' || first === 'issue') return `/mine/follow/${id}`;
  }
  return '/mine';
}
