/** Vite's `/@fs/<absolute path>`: modules of linked packages come from there, and so would any other file of the machine (S19). */
export function readsFile(segments: readonly string[]): boolean {
  return segments.includes("@fs");
}

/** A way out of the folder of prebuilt modules led to any source map of the machine (Vite before 6.4.2, 7.3.2 and 8.0.5: CVE-2026-39365). */
export function leavesOptimized(segments: readonly string[]): boolean {
  return segments.includes(".vite") && segments.includes("..");
}

/** Files of the kind that Vite itself denies (`server.fs.deny`), and could be talked into (CVE-2025-30208 and its kin). */
const secret = /^\.(env|git|npmrc|ssh|aws|netrc)(\.|$)|\.(pem|key|crt|p12)$/i;

/**
 * Is this none of the files that a page needs? What a page needs lies in the workspace or in a `node_modules`, and its path is
 * written plainly: the forms that two readers could read differently are refused.
 * @param path raw, without query
 * @param folders absolute paths of the workspace, with the system's separators
 */
export function isFileOfDeveloper(path: string, folders: readonly string[]): boolean {
  const plain = plainPath(path);
  if (plain === undefined) return true;
  const segments = plain.split("/");
  if (segments.some((segment) => secret.test(segment))) return true;
  if (segments.includes("node_modules")) return false;
  return !folders.some((folder) => isBelow(plain, folder));
}

function plainPath(path: string): string | undefined {
  const at = path.indexOf("/@fs/");
  if (at === -1 || path.indexOf("/@fs", at + 1) !== -1) return undefined;
  let plain: string;
  try {
    plain = decodeURIComponent(path.slice(at + "/@fs".length));
  } catch {
    return undefined;
  }
  if (/[\\%;\u0000-\u001f\u007f]/.test(plain) || !/^[\x20-\x7e]*$/.test(path) || plain.includes("//")) return undefined;
  return plain.split("/").some((segment) => segment === "." || segment === "..") ? undefined : plain;
}

function isBelow(plain: string, folder: string): boolean {
  const windows = /^[A-Za-z]:[\\/]/.test(folder);
  const base = `${windows ? "/" : ""}${windows ? folder.replaceAll("\\", "/") : folder}`.replace(/\/+$/, "");
  return base !== "" && (windows ? plain.toLowerCase().startsWith(`${base.toLowerCase()}/`) : plain.startsWith(`${base}/`));
}
