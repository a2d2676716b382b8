// What ngrok's free plan allows, most of it in a calendar month (ngrok's pricing and limits, 2026-08).

/** HTTP requests; what the edge answers by itself counts as well. */
export const freeRequestsAMonth = 20_000;
/** People who sign in at ngrok's edge; another of ngrok's pages says 5. */
export const freeSignInsAMonth = 3;
/** Rules in one traffic policy, of both phases together (2264). */
export const freeRulesAPolicy = 5;
