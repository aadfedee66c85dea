/** `./de/operator.manual` is docs/manuals/de/operator.md, read when the console is built (build/manuals.js). */
declare module '*.manual' {
  const manual: import('./manual.js').Manual;
  export default manual;
}
