import { FakeClock } from "./fakeClock";

const stepMs = 20;

/** Time that passes by itself, so many times as fast as the system's, in steps that a stall of the process neither lengthens nor makes up for: no wait is over before what it waits for had its turns. */
export class SteadyClock extends FakeClock {
  /** It passes only as it is told to. */
  stands = false;

  constructor(times = 1) {
    super(Date.now());
    setInterval(() => {
      if (!this.stands) this.advance(stepMs * times);
    }, stepMs).unref();
  }
}
