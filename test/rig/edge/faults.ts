/** What can be made to go wrong at the stand-in edge; every switch is mutable and acts from the next event on. */
export class Faults {
  /** Forwards everything as if no endpoint had a traffic policy. */
  ignorePolicy = false;
  /** Carries policies out, except for their add-headers and remove-headers actions. */
  forgetHeaderActions = false;
  /** The free plan's browser warning for navigations without `ngrok-skip-browser-warning`; `all`: for everything. */
  interstitial: boolean | "all" = false;
  /** Answers every visitor 502 with ERR_NGROK_3004. */
  serverError = false;
  /** Answers every visitor with a page of its own that has this code. */
  visitorError: string | undefined;
  /** Takes visitors' requests and never answers. */
  noAnswer = false;
  /** Answers every visitor with a redirect to another site. */
  redirectElsewhere = false;
  /** The code with which each new session is refused. */
  refuseSession: string | undefined;
  /** The code with which each bind is refused. */
  refuseBind: string | undefined;
  /** Takes agents' TCP connections and never answers: from TLS on (true), or not the auth request (`auth`). */
  stallSession: boolean | "auth" = false;
  /** Never answers a bind. */
  stallRpc = false;

  readonly #onStallLink: () => void;
  #stallLink = false;

  constructor(onStallLink: () => void) {
    this.#onStallLink = onStallLink;
  }

  /**
   * Half-open links: every agent connection, present and to come while this is on, stays open and is dead for good.
   * The edge takes the endpoints of such a session offline once the agent's heartbeats have been missed.
   */
  get stallLink(): boolean {
    return this.#stallLink;
  }

  set stallLink(on: boolean) {
    this.#stallLink = on;
    if (on) this.#onStallLink();
  }

  /** Everything works again. Links that were stalled stay dead. */
  clear(): void {
    this.#stallLink = false;
    this.ignorePolicy = this.forgetHeaderActions = this.serverError = this.noAnswer = this.redirectElsewhere = this.stallRpc = false;
    this.interstitial = this.stallSession = false;
    this.refuseSession = this.refuseBind = this.visitorError = undefined;
  }
}
