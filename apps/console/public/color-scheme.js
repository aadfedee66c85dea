/* global localStorage, matchMedia, document */
// Sets light or dark before the first paint. A file of its own, because the content security policy allows no inline script.
(function () {
  var kept = null;
  try {
    kept = localStorage.getItem('cardwright-color-scheme');
  } catch {
    // Storage is switched off: the system's own choice then.
  }
  var dark = kept === 'dark' || (kept !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
