/** Shared by the worker of the no-op workflow and who starts it. */
export const noOpQueue = 'bench-no-op';
