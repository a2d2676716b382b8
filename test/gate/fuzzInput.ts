// What nobody sane would send, from a seed: requests by grammar, cookies, callbacks and paths, then bytes changed at random.

/** Things that the attacker has seen: a sign-in under way, a session that is good for somebody (or was). */
export interface Known {
  readonly host: string;
  readonly origin: string;
  readonly issuer: string;
  readonly states: readonly string[];
  readonly cookies: readonly string[];
}

const methods = ["GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "CONNECT", "TRACE", "PROPFIND", "get", "G\u0000T", "PRI", "QUERY", "M-SEARCH", "", " GET"];
const pieces = [
  "/", "//", "/.", "/..", "/.portcullis", "/callback", "/sign-out", "/switch", "%2e", "%2f", "%5c", "%00", "%252e", "\\", ";a=b", "?", "#", "@fs", "a", "secret", ".PORTCULLIS", "%70ortcullis", "\u00ef\u00bc\u008e", "\u0000", " ", "\t", "%", "%zz", "*", "http://", "https://", "127.0.0.1", "evil.example",
  "share.example", ":80", "?code=x&state=y", "&", "=", "x".repeat(200),
];
const names = [
  "Host", "Cookie", "Content-Length", "Transfer-Encoding", "Connection", "Upgrade", "Sec-WebSocket-Key", "Sec-WebSocket-Version", "Expect", "Origin", "Referer", "Sec-Fetch-Site", "Sec-Fetch-Mode", "Sec-Fetch-Dest", "Accept", "X-Forwarded-User", "X_Forwarded_User", "X.Forwarded.Email", "X-Forwarded-Host",
  "X-Forwarded-Proto", "Forwarded", "X-Real-IP", "X-Original-URL", "X-HTTP-Method-Override", "Portcullis-Proof", "Trailer", "TE", "Keep-Alive", "Proxy-Connection", "HTTP2-Settings", "Authorization", "Accept-Encoding", "Accept-Language", "Range", "Content-Type", "X", "", "Host ", " Host", "X-\u0000",
];
const plausible = [
  "Origin: https://evil.example", "Origin: https://share.example", "Origin: null", "Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: iframe", "Accept: */*", "Connection: close", "Connection: keep-alive, Cookie", "Connection: X-Forwarded-User, X-Forwarded-Email",
  "X-Forwarded-User: admin", "X_Forwarded_User: admin", "X.Forwarded.Email: admin@acme.com", "x-forwarded-groups: admin", "X-Forwarded-Host: evil.example", "X-Original-URL: /.portcullis/callback", "Forwarded: for=127.0.0.1;host=evil.example", "Portcullis-Proof: x", "Expect: 100-continue", "TE: trailers", "Trailer: Cookie",
  "X-HTTP-Method-Override: OPTIONS", "Authorization: Bearer x", "Range: bytes=0-1", "Sec-Purpose: prefetch", "Purpose: prefetch", "Access-Control-Request-Method: POST", "Upgrade: h2c", "Accept-Language: ar,en;q=0.5,*;q=0", "Content-Type: application/x-www-form-urlencoded", "Service-Worker: script", "If-None-Match: *",
];
const values = [
  "", "0", "1", "5", "-1", "+4", "0x4", "4, 4", "99999999999999999999", "chunked", "gzip, chunked", "chunked, chunked", "xchunked", "\u000bchunked", "identity", "close", "keep-alive", "Upgrade", "Upgrade, HTTP2-Settings", "Cookie, Host", "websocket", "h2c", "websocket, h2c", "13", "8", "dGhlIHNhbXBsZSBub25jZQ==", "100-continue",
  "navigate", "document", "cors", "no-cors", "same-origin", "cross-site", "none", "text/html", "*/*", "null", "admin", "a\r\nX-Injected: 1", "a\nb", "a\rb", "\u0000", "\u00ff\u00fe", "a".repeat(5000), "text/event-stream", "application/x-www-form-urlencoded", "/.portcullis/callback", "evil.example",
];
const bodies = ["", "x", "12345", "0\r\n\r\n", "5\r\nhello\r\n0\r\n\r\n", "ffffffffff\r\n", "5;ext=\"\n\"\r\nhello\r\n0\r\n\r\n", "0\r\nX-Forwarded-User: admin\r\nCookie: a=b\r\n\r\n", "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: share.example\r\n\r\n", "GET /smuggled HTTP/1.1\r\nHost: share.example\r\n\r\n", "token=x", "\u0081\u0085aaaaHELLO"];

export class FuzzInput {
  constructor(private readonly random: () => number) {}

  /** One connection's worth of bytes. `cookie` rides along where a good session is wanted. */
  bytes(known: Known, cookie?: string): Buffer {
    let text = "";
    const count = this.#chance(0.8) ? 1 : 1 + this.#below(3);
    for (let at = 0; at < count; at++) text += this.#request(known, cookie);
    let bytes: Buffer = Buffer.from(text, "latin1");
    if (this.#chance(0.2)) for (let times = 1 + this.#below(4); times > 0; times--) bytes = this.#mutated(bytes);
    return bytes;
  }

  #request(known: Known, cookie: string | undefined): string {
    const end = this.#chance(0.97) ? "\r\n" : this.#pick(["\n", "\r", "\r\n\r\n", " \r\n"]);
    const lines = [`${this.#chance(0.6) ? "GET" : this.#chance(0.8) ? this.#pick(["POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "PROPFIND"]) : this.#pick(methods)} ${this.#target(known)} ${this.#chance(0.97) ? "HTTP/1.1" : this.#pick(["HTTP/1.0", "HTTP/2.0", "HTTP/1.1 ", "HTTP/9", "", "http/1.1"])}`];
    if (this.#chance(0.97)) lines.push(`Host: ${this.#chance(0.97) ? known.host : this.#pick(["evil.example", "localhost", "", known.host.toUpperCase(), `${known.host}, evil.example`])}`);
    if (cookie !== undefined && this.#chance(0.9)) lines.push(`Cookie: ${cookie}`);
    if (this.#chance(0.5)) lines.push("Accept: text/html", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document");
    if (this.#chance(0.15)) lines.push("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
    if (this.#chance(0.4)) lines.push(`Cookie: ${this.#cookies(known)}`);
    for (let more = this.#below(4); more > 0; more--) lines.push(this.#chance(0.75) ? this.#pick(plausible) : `${this.#pick(names)}${this.#chance(0.95) ? ": " : this.#pick([":", " : ", "", "\t:"])}${this.#pick(values)}`);
    if (this.#chance(0.3)) lines.sort(() => this.random() - 0.5);
    const body = this.#chance(0.7) ? "" : this.#pick(bodies);
    if (body !== "" && this.#chance(0.6)) lines.push(this.#chance(0.5) ? `Content-Length: ${body.length}` : "Transfer-Encoding: chunked");
    return `${lines.join(end)}${end}${end}${body}`;
  }

  #target(known: Known): string {
    if (this.#chance(0.3)) return `/.portcullis/callback${this.#query(known)}`;
    if (this.#chance(0.3)) return this.#pick(["/", "/.portcullis/sign-out", "/.portcullis/switch", "/app?x=1", "/socket", "/@vite/client"]);
    let path = this.#chance(0.8) ? "/" : "";
    for (let more = 1 + this.#below(6); more > 0; more--) path += this.#pick(this.#chance(0.9) ? pieces.filter((piece) => /^[!-~]+$/.test(piece)) : pieces);
    return path;
  }

  #query(known: Known): string {
    const parts: string[] = [];
    for (let more = 1 + this.#below(5); more > 0; more--) {
      const name = this.#pick(["code", "state", "state", "iss", "error", "error_description", "session_state", "state[]", "id_token", "access_token", "__proto__", ""]);
      const value = name === "state" && this.#chance(0.7) ? this.#garbled(this.#pick(known.states)) : name === "iss" && this.#chance(0.7) ? encodeURIComponent(known.issuer) : this.#pick(["", "x", "%00", "%0d%0aX-Injected:1", "<script>", "%ff%fe", "a".repeat(300), "%", "undefined", "access_denied", "+", "\u00e4"]);
      parts.push(this.#chance(0.95) ? `${name}=${value}` : name);
    }
    return `?${parts.join(this.#chance(0.95) ? "&" : ";")}`;
  }

  #cookies(known: Known): string {
    const parts: string[] = [];
    for (let more = 1 + this.#below(6); more > 0; more--) {
      parts.push(this.#chance(0.6) ? this.#garbled(this.#pick(known.cookies)) : `${this.#pick(["a", "", "__Host-portcullis-abcdef012345", "__Host-portcullis-abcdef012345-in-abc", "portcullis-x", "__proto__", "\u00e4", "=", '"q"'])}=${this.#pick(["", "x", "A".repeat(43), "a.b.c.d.e", "....", '"', "\u00ff", "%00", "b".repeat(3000)])}`);
    }
    return parts.join(this.#pick(["; ", ";", ";;", " ; ", "; "]));
  }

  /** As it was, mostly; else changed in one place. */
  #garbled(text: string): string {
    if (this.#chance(0.5)) return text;
    const changed = this.#mutated(Buffer.from(text, "latin1")).toString("latin1");
    return this.#chance(0.9) ? changed.replace(/[^!-~]/g, "") : changed.replace(/[\r\n]/g, "");
  }

  #mutated(bytes: Buffer): Buffer {
    const at = this.#below(bytes.length + 1);
    const length = 1 + this.#below(8);
    const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
    switch (this.#below(6)) {
      case 0:
        return Buffer.concat([before, Buffer.from([this.#below(256)]), after.subarray(1)]);
      case 1:
        return Buffer.concat([before, Buffer.from(Array.from({ length }, () => this.#below(256))), after]);
      case 2:
        return Buffer.concat([before, after.subarray(length)]);
      case 3:
        return Buffer.concat([before, after.subarray(0, length * 8), after]);
      case 4:
        return Buffer.concat([before, Buffer.from(this.#pick(["\r\n", "\r\n\r\n", "\n", "\0", ":", " ", "Cookie: ", "Host: share.example\r\n", "Transfer-Encoding: chunked\r\n", "Content-Length: 3\r\n"]), "latin1"), after]);
      default:
        return before;
    }
  }

  #pick<T>(from: readonly T[]): T {
    return from[this.#below(from.length)] as T;
  }

  #below(most: number): number {
    return Math.floor(this.random() * most);
  }

  #chance(of: number): boolean {
    return this.random() < of;
  }
}
