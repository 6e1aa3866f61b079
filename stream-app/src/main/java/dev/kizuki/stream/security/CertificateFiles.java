package dev.kizuki.stream.security;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.Configuration.Kafka;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The PEM files that the configuration names, and until when their certificates are valid. */
public final class CertificateFiles {
  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", Pattern.DOTALL);

  private CertificateFiles() {}

  /**
   * Those of MQTT, and those of Kafka; of {@code kafka.properties} those that are PEM.
   *
   * @return each file, with the key that names it
   */
  public static Map<String, String> named(Configuration configuration) {
    Map<String, String> files = new LinkedHashMap<>();
    Kafka kafka = configuration.kafka();
    files.put(configuration.mqtt().trustedFile(), "mqtt.trustedFile");
    files.put(configuration.mqtt().certificateFile(), "mqtt.certificateFile");
    files.putIfAbsent(kafka.trustedFile(), "kafka.trustedFile");
    files.putIfAbsent(kafka.certificateFile(), "kafka.certificateFile");
    for (String store : new String[] {"ssl.truststore", "ssl.keystore"}) {
      if ("PEM".equals(kafka.properties().get(store + ".type"))) {
        files.putIfAbsent(
            kafka.properties().getOrDefault(store + ".location", ""),
            "kafka.properties " + store + ".location");
      }
    }
    files.remove("");
    return files;
  }

  /**
   * When the first certificate of a PEM file expires, seconds since 1970; empty if there is none.
   *
   * @throws IOException if the file cannot be read
   * @throws CertificateException if a certificate in it is damaged
   */
  public static OptionalDouble expiry(Path pem) throws IOException, CertificateException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    Matcher matcher = CERTIFICATE.matcher(Files.readString(pem, StandardCharsets.US_ASCII));
    OptionalDouble first = OptionalDouble.empty();
    while (matcher.find()) {
      byte[] block = matcher.group().getBytes(StandardCharsets.US_ASCII);
      X509Certificate certificate =
          (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block));
      double seconds = certificate.getNotAfter().toInstant().getEpochSecond();
      first = OptionalDouble.of(Math.min(seconds, first.orElse(Double.MAX_VALUE)));
    }
    return first;
  }

  /** As {@link #expiry}, for a metric: not a number where there is no answer. */
  public static double expiryOrNaN(String pem) {
    try {
      return expiry(Path.of(pem)).orElse(Double.NaN);
    } catch (IOException | CertificateException e) {
      return Double.NaN;
    }
  }
}
