// @ts-check
// Imported first, before any other script of the page runs. The Content-Security-Policy closes connections; these
// close what no policy speaks of. None of it can be undone: what is taken away here is had from nowhere else, because a
// page without frames and popups has no second realm to take it from.
import "./fragment.js";
import "./links.js";
import "./interfaces.js";
