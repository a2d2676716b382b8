/** On answers to programs: this gate is there and has nothing behind it just now. No app can say so: names that begin like this are dropped. */
export const waitingHeader = "Portcullis-Waiting";

/**
 * The one script on a page of the gate: asks now and then, and loads the page anew when somebody answers who is not just as stuck.
 * It asks by HEAD, so that an outage of the tunnel doesn't replace the page by an error page that never comes back (ngrok's
 * carries `ngrok-error-code`), more and more rarely, and not at all while nobody looks: each question counts on a tunnel's plan.
 */
export const reloadScript = `
(() => {
  const stuck = ["${waitingHeader}", "ngrok-error-code"];
  let wait = 2000;
  const later = () => {
    setTimeout(ask, wait);
    wait = Math.min(wait * 1.3, 30000);
  };
  const ask = async () => {
    if (document.hidden) {
      document.addEventListener("visibilitychange", ask, { once: true });
      return;
    }
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), 10000);
    const here = location.origin + location.pathname + location.search;
    const answer = await fetch(here, { method: "HEAD", redirect: "manual", cache: "no-store", signal: late.signal }).catch(() => undefined);
    clearTimeout(timer);
    if (answer !== undefined && !stuck.some((name) => answer.headers.has(name))) location.reload();
    else later();
  };
  later();
})();
`;

/** For a browser without scripts. */
export const reloadWithoutScript = '<noscript><meta http-equiv="refresh" content="10"></noscript>';
