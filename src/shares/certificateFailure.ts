const ofCertificate = /^(CERT_|DEPTH_ZERO_|HOSTNAME_MISMATCH|SELF_SIGNED_|UNABLE_TO_(GET|VERIFY)_|ERR_TLS_CERT)/;

/** OpenSSL's word for a certificate that is not believed; undefined for any other failure. Node names it in `code`, and `fetch` in its cause. */
export function certificateCode(error: unknown): string | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth += 1) {
    if ("code" in at && typeof at.code === "string" && ofCertificate.test(at.code)) return at.code;
  }
  return undefined;
}
