/** ngrok's error replies. The texts of 105, 107, 334 and 4018 are ngrok's own, from public issue threads; the others are this rig's. */
export class NgrokError extends Error {
  constructor(readonly code: string, message: string) {
    super(message);
  }

  /** As the wire carries it: the agent takes a line that starts with ERR_NGROK_ for the code, the rest for the message. */
  get wireText(): string {
    return `${this.message}\r\n\r\n${this.code}\r\n`;
  }
}

const texts: Readonly<Record<string, string>> = {
  ERR_NGROK_102: "Your account is suspended because your last payment failed.",
  ERR_NGROK_108: "Your account is limited to 3 simultaneous ngrok agent sessions.",
  ERR_NGROK_120: "Your ngrok agent version is no longer supported.",
  ERR_NGROK_121: "Your ngrok-agent version is too old for your account.",
  ERR_NGROK_314: "Custom hostnames are only available on ngrok's paid plans.",
  ERR_NGROK_320: "The domain is reserved for another account.",
  ERR_NGROK_324: "Your account may not run more endpoints over a single ngrok agent session.",
  ERR_NGROK_2256: "The openid-connect action is not available on your current plan.",
  ERR_NGROK_2263: "Your account may not use the Traffic Policy features of this endpoint.",
  ERR_NGROK_6032: "This account may not use the Traffic Policy features of this endpoint.",
  ERR_NGROK_2235: "The traffic policy provided is not guaranteed to handle traffic. Ensure traffic always results in an action, e.g. custom response or forward action.",
  ERR_NGROK_9028: "You must specify a domain name for a internally bound endpoint.",
  ERR_NGROK_18016: "The provided cloud endpoint was invalid because pooling was set to enabled when another endpoint exists for this url that has pooling disabled.",
  ERR_NGROK_18017: "The provided cloud endpoint was invalid because pooling was set to disabled when another endpoint exists for this url.",
  ERR_NGROK_9005: "Your account does not include this feature.",
};

/** Any code with its text where this rig knows one, or a general sentence. */
export function refusal(code: string): NgrokError {
  return new NgrokError(code, texts[code] ?? "The edge refused this.");
}

const dashboard = "https://dashboard.ngrok.com/get-started/your-authtoken";

export function missingToken(): NgrokError {
  return new NgrokError("ERR_NGROK_4018", `Usage of ngrok requires a verified account and authtoken.\n\nSign up for an account: https://dashboard.ngrok.com/signup\nInstall your authtoken: ${dashboard}`);
}

export function malformedToken(token: string): NgrokError {
  return new NgrokError("ERR_NGROK_105", `The authtoken you specified does not look like a proper ngrok tunnel authtoken.\nYour authtoken: ${token}\nInstructions to install your authtoken are on your ngrok dashboard:\n${dashboard}`);
}

export function invalidToken(token: string): NgrokError {
  return new NgrokError("ERR_NGROK_107", `The authtoken you specified is properly formed, but it is invalid.\nYour authtoken: ${token}\nThis usually happens when:\n    - You reset your authtoken\n    - Your authtoken was for a team account that you were removed from\nInstructions to install your authtoken are on your ngrok dashboard:\n${dashboard}`);
}

export function alreadyOnline(url: string): NgrokError {
  return new NgrokError("ERR_NGROK_334", `The endpoint '${url}' is already online. Either\n1. stop your existing endpoint first, or\n2. start both endpoints with \`--pooling-enabled\` to load balance between them.`);
}

export function unreservedDomain(name: string): NgrokError {
  return new NgrokError("ERR_NGROK_319", `You must reserve the custom hostname '${name}' for your account before it can be bound.`);
}
