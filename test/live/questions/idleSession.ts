// ngrok's pages name the idle limit of a session in two ways. An unknown field is refused with 2203; the one that is taken is the one to write.
import type { Question } from "../question";
import { signInRule } from "../signIn";

export const idleSession: Question = {
  title: "Is it idle_session_timeout or idle_session_duration?",
  async ask(live) {
    const timeout = await live.verdict([signInRule(live, { idle_session_timeout: "1h" })]);
    const duration = await live.verdict([signInRule(live, { idle_session_duration: "1h" })]);
    return `idle_session_timeout: ${timeout}; idle_session_duration: ${duration}`;
  },
};
