/** The start scripts (tools/start) are plain JavaScript: they run before anything is built. */
export const startScript = async <Module>(name: string): Promise<Module> =>
  (await import(new URL(`../../../tools/start/${name}.mjs`, import.meta.url).href)) as Module;
