const allowed = [
  "PATH", "HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "TEMP", "TMP", "TMPDIR", "XDG_RUNTIME_DIR", "SystemRoot", "windir", "LANG", "LC_ALL", "TZ",
  "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "SSL_CERT_DIR",
];

/** The environment of the agent process, by allow list: no NODE_OPTIONS, no editor's variables, no token that the shell happens to hold. */
export function agentEnvironment(own: NodeJS.ProcessEnv): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const name of allowed) {
    const value = own[name];
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}
