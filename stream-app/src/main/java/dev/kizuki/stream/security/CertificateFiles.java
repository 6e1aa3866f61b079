package dev.kizuki.stream.security;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.KafkaConfiguration;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** Lists the PEM files of a configuration, and tells when their certificates expire. */
public final class CertificateFiles {
  private CertificateFiles() {}

  /**
   * Returns the files of MQTT and Kafka, and the PEM files in {@code kafka.properties}.
   *
   * @return file to the key that names it, in the order of the configuration
   */
  public static Map<String, String> named(Configuration configuration) {
    Map<String, String> files = new LinkedHashMap<>();
    KafkaConfiguration kafka = configuration.kafka();
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
   * Returns when the first certificate of a PEM file expires, in seconds since 1970. Empty if the
   * file holds no certificate.
   *
   * @throws IOException if the file cannot be read
   * @throws CertificateException if a certificate in it is damaged
   */
  public static OptionalDouble expiry(Path pem) throws IOException, CertificateException {
    return Pem.read(pem).certificates().stream()
        .mapToDouble(certificate -> certificate.getNotAfter().toInstant().getEpochSecond())
        .min();
  }

  /** Returns {@link #expiry} for a metric; NaN if it is not known. */
  public static double expiryOrNaN(String pem) {
    try {
      return expiry(Path.of(pem)).orElse(Double.NaN);
    } catch (IOException | CertificateException e) {
      return Double.NaN;
    }
  }
}
