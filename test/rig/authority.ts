/** A certificate authority made for one test run: what the rig's TLS servers show and their clients trust. */
import "./edge/reflectMetadata";
import { createHash, webcrypto, X509Certificate as NodeCertificate } from "node:crypto";
import * as x509 from "@peculiar/x509";

export interface IssuedCertificate {
  /** PKCS #8, PEM. */
  readonly key: string;
  /** The leaf certificate, PEM. */
  readonly cert: string;
}

export interface Authority {
  /** The root certificate, PEM: what a client must trust. */
  readonly certificatePem: string;
  /** Base64 of the SHA-256 of the root's public key, as Chromium's `--ignore-certificate-errors-spki-list` takes it. */
  readonly spkiHash: string;
  /** A server certificate with these subject alternative names, signed by the root. */
  issue(names: { readonly dns: readonly string[]; readonly ips: readonly string[] }): Promise<IssuedCertificate>;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const dayMs = 24 * 60 * 60 * 1000;

x509.cryptoProvider.set(webcrypto);

/** EC P-256, X.509 v3, valid from yesterday for 30 days: what rustls, Node and Chromium all accept. */
export async function createAuthority(): Promise<Authority> {
  const rootKeys = await generateKeys();
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity(),
    serialNumber: randomSerial(),
    name: "CN=Portcullis test authority",
    keys: rootKeys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(rootKeys.publicKey),
    ],
  });
  const certificatePem = root.toString("pem");

  return {
    certificatePem,
    spkiHash: createHash("sha256").update(new NodeCertificate(certificatePem).publicKey.export({ type: "spki", format: "der" })).digest("base64"),
    async issue({ dns, ips }) {
      const keys = await generateKeys();
      const leaf = await x509.X509CertificateGenerator.create({
        ...validity(),
        serialNumber: randomSerial(),
        subject: `CN=${dns[0] ?? ips[0] ?? "leaf"}`,
        issuer: root.subject,
        signingKey: rootKeys.privateKey,
        publicKey: keys.publicKey,
        signingAlgorithm: algorithm,
        extensions: [
          new x509.BasicConstraintsExtension(false, undefined, true),
          new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
          new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
          new x509.SubjectAlternativeNameExtension([
            ...dns.map((value) => ({ type: "dns" as const, value })),
            ...ips.map((value) => ({ type: "ip" as const, value })),
          ]),
          await x509.AuthorityKeyIdentifierExtension.create(rootKeys.publicKey),
        ],
      });
      const der = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
      return { key: x509.PemConverter.encode(der, "PRIVATE KEY"), cert: leaf.toString("pem") };
    },
  };
}

async function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
}

function validity(): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(Date.now() - dayMs), notAfter: new Date(Date.now() + 30 * dayMs) };
}

/** Positive: the first byte keeps its top bit clear. */
function randomSerial(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16));
  return Buffer.from(bytes).toString("hex").replace(/^./, "1");
}
