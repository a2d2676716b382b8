import { LogLevel, window, type LogOutputChannel } from "vscode";
import type { Disposable } from "../base/disposable";
import type { RequestLogSink } from "../shares/requestLines";

/** The channel "Portcullis" in the output panel. It is a `Log` as it stands. */
export function createLogChannel(): LogOutputChannel {
  return window.createOutputChannel("Portcullis", { log: true });
}

/** Requests are written down at the level Trace alone: a line each is more than a log is otherwise read for. */
export function requestLogOf(channel: LogOutputChannel): RequestLogSink {
  const wanted = (level: LogLevel) => level === LogLevel.Trace;
  return {
    get on() {
      return wanted(channel.logLevel);
    },
    onDidChange: (listener): Disposable => channel.onDidChangeLogLevel((level) => listener(wanted(level))),
    write: (line) => channel.trace(line),
  };
}
