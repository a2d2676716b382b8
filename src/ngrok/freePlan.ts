/** HTTP requests a month on ngrok's free plan; what it answers by itself counts as well (ngrok's pricing and limits, 2026-08). */
export const freeRequestsAMonth = 20_000;
