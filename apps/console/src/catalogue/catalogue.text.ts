/** For operators, in English. */
export const text = {
  version: (name: string, version: number) => `(${name}, version ${version})`,
};
