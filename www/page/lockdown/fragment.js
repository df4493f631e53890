// @ts-check
// The fragment that the page was opened with. It may hold a message, which must stay neither in the address nor in the history, and
// after the lockdown nothing can change these.

/** As it was when the page was opened. */
export const fragment = location.hash;

if (fragment.startsWith("#case=")) history.replaceState(null, "", location.pathname + location.search);
