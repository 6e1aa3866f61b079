package dev.kizuki.stream.security;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The content of a PEM file (RFC 7468).
 *
 * @param text the whole file
 */
record Pem(String text) {
  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", Pattern.DOTALL);
  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN ((?:[A-Z]+ )?)PRIVATE KEY-----(.*?)-----END \\1PRIVATE KEY-----",
          Pattern.DOTALL);
  private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "DSA", "EdDSA");

  /**
   * @throws IOException if the file cannot be read
   */
  static Pem read(Path file) throws IOException {
    return new Pem(Files.readString(file, StandardCharsets.ISO_8859_1));
  }

  /**
   * Returns the certificates in the order of the file; empty if there is none.
   *
   * @throws CertificateException if a certificate is damaged
   */
  List<X509Certificate> certificates() throws CertificateException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> certificates = new ArrayList<>();
    Matcher matcher = CERTIFICATE.matcher(text);
    while (matcher.find()) {
      byte[] block = matcher.group().getBytes(StandardCharsets.ISO_8859_1);
      certificates.add(
          (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block)));
    }
    return certificates;
  }

  /**
   * Returns the first private key.
   *
   * @throws GeneralSecurityException if there is none, or it is not PKCS#8 (RFC 5208) without a
   *     password; the message says how to correct the file
   */
  PrivateKey privateKey() throws GeneralSecurityException {
    Matcher matcher = KEY.matcher(text);
    if (!matcher.find()) {
      throw new GeneralSecurityException(
          "there is no private key in it; add the key ('BEGIN PRIVATE KEY') before the certificate");
    }
    if (!matcher.group(1).isEmpty()) {
      throw new GeneralSecurityException(
          "its private key is '%sPRIVATE KEY'; convert the key with 'openssl pkcs8 -topk8 -nocrypt'"
              .formatted(matcher.group(1)));
    }
    return decode(matcher.group(2));
  }

  private static PrivateKey decode(String base64) throws GeneralSecurityException {
    byte[] bytes;
    try {
      bytes = Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("its private key is damaged", e);
    }
    for (String algorithm : KEY_ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
      } catch (InvalidKeySpecException e) {
        // the key has another algorithm
      }
    }
    throw new GeneralSecurityException(
        "its private key is damaged, or none of " + String.join(", ", KEY_ALGORITHMS));
  }
}
