/**
 * What a program gets of a line typed at the Windows Command Prompt, by the documented rules of both: first variables, then carets
 * and quotes, then the program's own reading (Microsoft: "cmd", "Escape characters, delimiters and quotes"; "Parsing C command-line
 * arguments"). For machines without cmd.exe; throws where the prompt would see more than one command.
 */
export function promptArguments(line: string, variables: Readonly<Record<string, string>>): readonly string[] {
  return programArguments(withoutCarets(withVariables(line, variables)));
}

/** Phase 1, whatever the quotes: at the prompt a variable that isn't set stays as it stands. */
function withVariables(line: string, variables: Readonly<Record<string, string>>): string {
  let out = "";
  for (let at = 0; at < line.length; ) {
    const end = line[at] === "%" ? line.indexOf("%", at + 1) : -1;
    const value = end < 0 ? undefined : variables[line.slice(at + 1, end)];
    if (value === undefined) out += line.charAt(at++);
    else [out, at] = [out + value, end + 1];
  }
  return out;
}

/** Phase 2. */
function withoutCarets(line: string): string {
  let out = "";
  let within = false;
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at]!;
    if (character === "^" && !within) out += line[++at] ?? "";
    else {
      if (character === '"') within = !within;
      else if (!within && /[&|<>()\r\n]/.test(character)) throw new Error(`The prompt would act on ${JSON.stringify(character)} in ${line}`);
      out += character;
    }
  }
  return out;
}

function programArguments(line: string): readonly string[] {
  const found: string[] = [];
  let current: string | undefined;
  let within = false;
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at]!;
    if (!within && (character === " " || character === "\t")) {
      if (current !== undefined) found.push(current);
      current = undefined;
      continue;
    }
    current ??= "";
    const backslashes = /^\\*/.exec(line.slice(at))![0].length;
    if (backslashes > 0) {
      const quote = line[at + backslashes] === '"';
      current += "\\".repeat(quote ? Math.floor(backslashes / 2) : backslashes);
      at += backslashes - 1;
      if (quote && backslashes % 2 === 1) {
        current += '"';
        at += 1;
      }
    } else if (character === '"') {
      if (within && line[at + 1] === '"') {
        current += '"';
        at += 1;
      } else within = !within;
    } else current += character;
  }
  if (current !== undefined) found.push(current);
  return found;
}
