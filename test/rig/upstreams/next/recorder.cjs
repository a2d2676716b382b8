// Loaded into the processes of Next.js before it: notes each request as it arrives, one line of JSON each.
const { appendFileSync } = require("node:fs");
const { Server } = require("node:http");

const file = process.env.RIG_REQUESTS;
const { emit } = Server.prototype;
Server.prototype.emit = function (event, ...rest) {
  if (event === "request" || event === "upgrade") {
    const { method, url, headers, rawHeaders } = rest[0];
    appendFileSync(file, `${JSON.stringify({ event, method, url, headers, rawHeaders })}\n`);
  }
  return emit.call(this, event, ...rest);
};
