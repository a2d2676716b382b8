// A developer's https server with a certificate that nobody vouches for.
import "../edge/reflectMetadata";
import { webcrypto } from "node:crypto";
import { BasicConstraintsExtension, PemConverter, SubjectAlternativeNameExtension, X509CertificateGenerator, cryptoProvider } from "@peculiar/x509";
import { startPlainApp, type PlainApp, type PlainAppOptions } from "./plainApp";

export interface SelfSignedApp extends PlainApp {
  /** PEM, for a test that wants to trust it. */
  readonly certificate: string;
}

export async function selfSignedCertificate(): Promise<{ readonly key: string; readonly cert: string }> {
  cryptoProvider.set(webcrypto);
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const day = 24 * 3600 * 1000;
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: "CN=localhost",
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + 30 * day),
    keys,
    signingAlgorithm: { ...algorithm, hash: "SHA-256" },
    extensions: [
      new BasicConstraintsExtension(false),
      new SubjectAlternativeNameExtension([
        { type: "dns", value: "localhost" },
        { type: "ip", value: "127.0.0.1" },
        { type: "ip", value: "::1" },
      ]),
    ],
  });
  const der = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
  return { cert: certificate.toString("pem"), key: PemConverter.encode(der, "PRIVATE KEY") };
}

export async function startSelfSigned(options: Omit<PlainAppOptions, "tls"> = {}): Promise<SelfSignedApp> {
  const tls = await selfSignedCertificate();
  return { ...(await startPlainApp({ title: "A self-signed app", ...options, tls })), certificate: tls.cert };
}
