import type { Question } from "./question";
import { questions as every } from "./questions/index";
import { runLive } from "./runLive";
import type { Services } from "./services";

/** A run in a terminal: Ctrl-C ends it, and what it has made goes first. @returns the exit code: 0, 1 where something was not answered or left, 130 where it was stopped */
export async function liveCommand(services: Services, questions: readonly Question[] = every): Promise<number> {
  const stop = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => {
      console.log(stop.signal.aborted ? "Still removing what was made; a moment." : "Stopping: what was made is removed first.");
      stop.abort(new Error("stopped"));
    });
  }
  const { answered, notAsked, failed, left } = await runLive(services, { print: (line) => console.log(line), signal: stop.signal, questions });
  console.log(`${answered} answered, ${notAsked} not asked, ${failed} without an answer${left.length === 0 ? "; nothing is left behind" : ""}`);
  if (stop.signal.aborted) return 130;
  return failed === 0 && left.length === 0 ? 0 : 1;
}
