/** How a JWT begins, cut off or whole: a JSON object whose first key has three letters (alg, kid, sub, …). Random text doesn't, "eyJ" alone it now and then does. */
export const jwtStart = /eyJ[\w-]{5}Oi/;
