// Command lines as a person pastes them. Written here, since the libraries of this field quote for the shell of the machine that
// they run on (shescape), for POSIX alone (shell-quote), or drop what they can't quote: here the shell is chosen by the person.
import { ExpectedError } from "./expectedError";

/** `posix`: sh, dash, bash, zsh. `powershell`: Windows PowerShell 5.1 and PowerShell 7. `cmd`: the Windows Command Prompt. */
export const shells = ["posix", "powershell", "cmd"] as const;
export type Shell = (typeof shells)[number];

/** An argument; with `variable` the value of an environment variable follows the text. */
export type Word = string | { readonly text: string; readonly variable: string };

/** In characters: what a Command Prompt takes in a line, and what Linux takes in one argument. */
const longest: Readonly<Record<Shell, number>> = { posix: 120_000, powershell: 30_000, cmd: 8_000 };

/**
 * One line, without a line break at its end, that runs a program with exactly these arguments.
 *
 * @param input what the program reads from its standard input, ASCII; a line break follows it. PowerShell alone: its two versions
 * disagree about quotation marks within an argument, and this is what both do alike.
 * @throws ExpectedError `export.notForShell` { shell, why: "text" | "length" } for what this shell can't pass on as it is
 */
export function commandLine(shell: Shell, words: readonly Word[], input?: string): string {
  const command = words.map((word) => (typeof word === "string" ? quoted(shell, word) : quotedWithVariable(shell, word))).join(" ");
  const line = input === undefined ? command : `${singleQuoted(input)} | ${command}`;
  if (line.length > longest[shell]) throw new ExpectedError("export.notForShell", { shell, why: "length" });
  return line;
}

/** A comment line, for a file of commands. */
export function shellComment(shell: Shell, text: string): string {
  const line = text.replace(/[^\x20-\x7e]+/g, " ");
  // What looks like a variable or a redirection is read even there.
  return shell === "cmd" ? `@rem ${line.replace(/[%^&<>|!"]/g, " ")}` : `# ${line}`;
}

function quoted(shell: Shell, text: string): string {
  if (text.includes("\0")) throw impossible(shell);
  if (/^[A-Za-z0-9_./:+-]+$/.test(text)) return text;
  switch (shell) {
    case "posix":
      return `'${text.replaceAll("'", `'\\''`)}'`;
    case "powershell":
      // What they make of these on the way to a program differs from version to version.
      if (text === "" || text.includes('"') || text.endsWith("\\")) throw impossible(shell);
      return singleQuoted(text);
    case "cmd":
      if (/[\r\n]/.test(text)) throw impossible(shell);
      return forPrompt(forProgram(text));
  }
}

/** The typographic ones are quotes to PowerShell too. */
function singleQuoted(text: string): string {
  return `'${text.replace(/['\u2018-\u201b]/g, "$&$&")}'`;
}

/** As programs for Windows read their command line (Microsoft: "Parsing C command-line arguments"). */
function forProgram(text: string): string {
  return `"${text.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, "$1$1")}"`;
}

/** Every character that means something to the prompt, the quotes too: so it never thinks itself within quotes. `%` is then no variable's. */
function forPrompt(argument: string): string {
  return argument.replace(/[()%!^"<>&|]/g, "^$&");
}

function quotedWithVariable(shell: Shell, { text, variable }: Exclude<Word, string>): string {
  // Within double quotes nothing of these means anything to any of them.
  if (!/^[A-Za-z0-9_./: -]*$/.test(text) || !/^[A-Z][A-Z0-9_]*$/.test(variable)) throw new Error("Only a plain text goes before a variable");
  return `"${text}${{ posix: `$${variable}`, powershell: `$env:${variable}`, cmd: `%${variable}%` }[shell]}"`;
}

function impossible(shell: Shell): ExpectedError {
  return new ExpectedError("export.notForShell", { shell, why: "text" });
}

/** The kind of a shell by its program, as an editor names it; by the platform's usual one where it names none. @param program path or name */
export function shellNamed(program: string, platform: NodeJS.Platform): Shell {
  const name = /([^\\/]+?)(?:\.exe)?$/i.exec(program.trim())?.[1]?.toLowerCase() ?? "";
  if (name === "pwsh" || name === "powershell") return "powershell";
  if (name === "cmd") return "cmd";
  if (/^(?:ba|da|z|k|a)?sh$/.test(name)) return "posix";
  return platform === "win32" ? "powershell" : "posix";
}
