/** An answer of the mocked API ends with its rows; the real stream stays open until the work is over. */
export const keepStreams = `
  window.EventSource = class extends EventTarget {
    constructor(url) {
      super();
      fetch(url).then((it) => it.text()).then((body) => {
        this.onopen?.();
        for (const [, data] of body.matchAll(/^data: (.*)$/gm)) this.dispatchEvent(new MessageEvent('progress', { data }));
      });
    }
    close() {}
  };
`;
